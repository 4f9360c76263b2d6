"""How many callbacks came in each of the last 24 hours, and their drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils import timezone

from webhooks.models import Callback

HOURS = 24
HOUR = timedelta(hours=1)
BAR_STEP = 5
BAR_WIDTH = 4
HEIGHT = 32


@dataclass(frozen=True)
class Hour:
    start: datetime
    count: int


@dataclass(frozen=True)
class Bar:
    """In units of the drawing; an hour with anything at all is to be seen."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class HourlyRates:
    """The oldest hour first; the last one is still running."""

    hours: list[Hour]

    width = HOURS * BAR_STEP
    height = HEIGHT
    bar_width = BAR_WIDTH

    @property
    def most(self) -> int:
        return max(hour.count for hour in self.hours)

    @property
    def total(self) -> int:
        return sum(hour.count for hour in self.hours)

    @property
    def this_hour(self) -> int:
        return self.hours[-1].count

    @property
    def newest_first(self) -> list[Hour]:
        return self.hours[::-1]

    @property
    def bars(self) -> Iterator[Bar]:
        for place, hour in enumerate(self.hours):
            if hour.count:
                height = max(2, round(hour.count / self.most * HEIGHT))
                yield Bar(place * BAR_STEP, HEIGHT - height, height)


def hourly_rates() -> HourlyRates:
    """In one query, which reads the day's part of one index and no row."""
    # In UTC from here on: an hour of the wall clock may come twice.
    this_hour = timezone.localtime().replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    starts = [this_hour - HOUR * back for back in reversed(range(HOURS))]
    counts = [_count(place, start) for place, start in enumerate(starts)]
    counted = dict(counts[0].union(*counts[1:], all=True))
    return HourlyRates([Hour(start, counted.get(place, 0)) for place, start in enumerate(starts)])


def _count(place: int, start: datetime) -> QuerySet[Callback, tuple[int, int]]:
    within = Callback.objects.filter(received_at__gte=start, received_at__lt=start + HOUR)
    numbered = within.order_by().annotate(place=Value(place, output_field=IntegerField()))
    return numbered.values("place").annotate(count=Count("pk")).values_list("place", "count")
