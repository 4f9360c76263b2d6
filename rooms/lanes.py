"""Who was there when, as swim lanes: of a whole session, or of a stretch of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from core.lanes import Bar, Lane, LaneChart
from rooms.models import MeetingSession
from rooms.presences import Presence


def session_chart(
    session: MeetingSession,
    stays: Iterable[Presence],
    *,
    recordings: Sequence[Bar] = (),
) -> LaneChart:
    """The lanes from the session's begin to its end, or to now while it is live."""
    return LaneChart(
        starts_at=session.began_at,
        ends_at=session.until,
        lanes=_lanes(stays),
        recordings=recordings,
        is_live=session.is_live,
    )


def stretch_chart(
    stays: Iterable[Presence], *, starts_at: datetime, ends_at: datetime
) -> LaneChart:
    """The lanes from `starts_at` to `ends_at` only; who was not there then has none."""
    within = [lane for lane in _lanes(stays, until=ends_at) if _overlaps(lane, starts_at, ends_at)]
    return LaneChart(
        starts_at=starts_at,
        ends_at=ends_at,
        lanes=[_cut(lane, starts_at, ends_at) for lane in within],
    )


def _lanes(stays: Iterable[Presence], *, until: datetime | None = None) -> list[Lane]:
    """A lane for everybody with a known time; `until` ends the bars that are still open."""
    timed = [stay for stay in stays if stay.is_timed]
    return [
        Lane(name=str(person), is_host=person.is_host, bars=list(_bars(own, until)))
        for person, own in groupby(timed, key=lambda stay: stay.person)
    ]


def _bars(stays: Iterable[Presence], until: datetime | None) -> Iterator[Bar]:
    for stay in stays:
        if stay.joined_at is not None:
            yield Bar(stay.joined_at, stay.left_at or until)


def _overlaps(lane: Lane, starts_at: datetime, ends_at: datetime) -> bool:
    return any(_is_within(bar, starts_at, ends_at) for bar in lane.bars)


def _is_within(bar: Bar, starts_at: datetime, ends_at: datetime) -> bool:
    return bar.starts_at < ends_at and (bar.ends_at is None or bar.ends_at > starts_at)


def _cut(lane: Lane, starts_at: datetime, ends_at: datetime) -> Lane:
    bars = [
        Bar(max(bar.starts_at, starts_at), min(bar.ends_at or ends_at, ends_at))
        for bar in lane.bars
        if _is_within(bar, starts_at, ends_at)
    ]
    return Lane(name=lane.name, is_host=lane.is_host, bars=bars)
