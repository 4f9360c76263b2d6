"""Sessions, minutes of people and minutes recorded, added up once for all who look at charts."""

from __future__ import annotations

import time as clock
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings_dashboard.models import UsageDay, UsageSlot
from recordings.models import Recording
from rooms.models import Interval, MeetingSession
from rooms.models.participant import RECEIPT_TOLERANCE

# 90 days of any time zone, and what is left of the days at both ends.
DAYS_KEPT = 92
SLOT_SECONDS = 900
LONGEST_RUN_SECONDS = 20.0

# (room, or None for all of them; when the slot begins) -> sessions, participant and recorded seconds
Sums = dict[tuple[int | None, datetime], list[int]]


def usage_count() -> int:
    """Count today and yesterday, days that nobody counted, and the one counted longest ago.

    So what callbacks tell late is in the charts some hours later at most. Returns how many days.
    """
    until = clock.monotonic() + LONGEST_RUN_SECONDS
    today = timezone.now().astimezone(UTC).date()
    UsageDay.objects.filter(day__lt=_first_day(today)).delete()
    counted = 0
    for day in _days_due(today):
        usage_count_day(day)
        counted += 1
        if clock.monotonic() > until:
            break
    return counted


def _first_day(today: date) -> date:
    return today - timedelta(days=DAYS_KEPT - 1)


def _days_due(today: date) -> list[date]:
    known = dict(UsageDay.objects.values_list("day", "counted_at"))
    every = [today - timedelta(days=age) for age in range(DAYS_KEPT)]
    missing = [day for day in every[2:] if day not in known]
    oldest = sorted((day for day in every[2:] if day in known), key=lambda day: known[day])
    return every[:2] + missing + oldest[:1]


def usage_count_day(day: date) -> None:
    """Written only where it differs: a day that is over stays as it is."""
    sums = _sums(day)
    with transaction.atomic():
        row, _is_new = UsageDay.objects.update_or_create(
            day=day, defaults={"counted_at": timezone.now()}
        )
        if _stored(row) != sums:
            row.slots.all().delete()
            UsageSlot.objects.bulk_create(_slots(row, sums), batch_size=500)


def _stored(row: UsageDay) -> Sums:
    lines = row.slots.values_list(
        "room", "at", "sessions", "participant_seconds", "recorded_seconds"
    )
    return {(room, at): list(figures) for room, at, *figures in lines}


def _slots(row: UsageDay, sums: Sums) -> Iterable[UsageSlot]:
    for (room, at), (sessions, there, recorded) in sums.items():
        yield UsageSlot(
            day=row,
            at=at,
            room_id=room,
            sessions=sessions,
            participant_seconds=there,
            recorded_seconds=recorded,
        )


def _sums(day: date) -> Sums:
    begin = datetime.combine(day, time(), UTC)
    within = (begin, begin + timedelta(days=1) - timedelta(microseconds=1))
    sessions = MeetingSession.objects.filter(began_at__range=within)
    figures = {
        pk: _Figures(room, began_at, ended_at)
        for pk, room, began_at, ended_at in sessions.values_list(
            "pk", "room", "began_at", "ended_at"
        )
    }
    stays = Interval.objects.filter(participant__session__began_at__range=within).order_by()
    for pk, *ends in stays.values_list("participant__session", "joined_at", "left_at").iterator():
        if pk in figures:
            figures[pk].stay(*ends)
    recordings = Recording.objects.filter(session__began_at__range=within, length_key__gt=0)
    for pk, seconds in recordings.values_list("session", "length_key"):
        if pk in figures:
            figures[pk].recorded += seconds
    return _added_up(figures.values())


class _Figures:
    """Of one session."""

    def __init__(self, room: int | None, began_at: datetime, ended_at: datetime | None) -> None:
        self.room = room
        self.slot = _slot(began_at)
        self.until = ended_at or timezone.now()
        self.there = 0.0
        self.recorded = 0

    def stay(self, joined_at: datetime | None, left_at: datetime | None) -> None:
        """Not what was received so late that it tells nothing: as `Interval.is_timed` has it."""
        latest = self.until + RECEIPT_TOLERANCE
        if joined_at is None or max(joined_at, left_at or joined_at) > latest:
            return
        self.there += max(((left_at or self.until) - joined_at).total_seconds(), 0)


def _slot(moment: datetime) -> datetime:
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % SLOT_SECONDS, UTC)


def _added_up(sessions: Iterable[Any]) -> Sums:
    sums: Sums = {}
    for each in sessions:
        rooms = {None, each.room}
        for room in rooms:
            line = sums.setdefault((room, each.slot), [0, 0, 0])
            line[0] += 1
            line[1] += round(each.there)
            line[2] += each.recorded
    return sums
