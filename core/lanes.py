"""Swim lanes: who was in a session from when to when, as positions along one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format

from core import times

MOST_TICKS = 6
# Beyond it, half of "23:59" sticks out of an axis as narrow as a phone's.
LAST_MIDDLE = 92.0
_TICK_STEPS = [
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
]


@dataclass(frozen=True)
class Bar:
    """From `starts_at` to `ends_at`; None at the end: it is still going on."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Lane:
    name: str
    bars: Sequence[Bar]
    is_host: bool = False


@dataclass(frozen=True)
class PlacedBar:
    """A bar's place on the axis, in per cent of its length."""

    bar: Bar
    start: float
    length: float


@dataclass(frozen=True)
class Tick:
    place: float
    words: str

    @property
    def anchor(self) -> str:
        """At which end of its words it stands: near the ends of the axis they would stick out."""
        if self.place > LAST_MIDDLE:
            return "end"
        return "middle" if self.place > 100 - LAST_MIDDLE else "start"


@dataclass(frozen=True)
class LaneChart:
    """The time axis runs from `starts_at` to `ends_at`: to now while the session is live."""

    starts_at: datetime
    ends_at: datetime
    lanes: Sequence[Lane]
    recordings: Sequence[Bar] = field(default_factory=list)
    is_live: bool = False

    def place(self, moment: datetime) -> float:
        """Where `moment` falls on the axis, 0 to 100; what lies outside is put at the edge."""
        whole = max(self.ends_at - self.starts_at, timedelta(seconds=1))
        return round(min(max((moment - self.starts_at) / whole, 0.0), 1.0) * 100, 2)

    def placed(self, bars: Sequence[Bar]) -> Iterator[PlacedBar]:
        for bar in bars:
            start = self.place(bar.starts_at)
            yield PlacedBar(bar, start, round(self.place(bar.ends_at or self.ends_at) - start, 2))

    @property
    def placed_lanes(self) -> list[tuple[Lane, list[PlacedBar]]]:
        return [(lane, list(self.placed(lane.bars))) for lane in self.lanes]

    @property
    def placed_recordings(self) -> list[PlacedBar]:
        return list(self.placed(self.recordings))

    @cached_property
    def ticks(self) -> list[Tick]:
        """At most `MOST_TICKS` round times of day (in the current zone) along the axis."""
        length = self.ends_at - self.starts_at
        step = next((step for step in _TICK_STEPS if length / step <= MOST_TICKS), None)
        if step is None:
            return [Tick(0.0, times.short_minute_words(self.starts_at))]
        moment = _round_up(timezone.localtime(self.starts_at), step)
        ticks = []
        while moment <= self.ends_at:
            ticks.append(Tick(self.place(moment), date_format(moment, "H:i")))
            moment += step
        return ticks


def _round_up(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + -(-(moment - midnight) // step) * step
