"""What the charts of the overview show: days and hours of the current time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import User
from accounts.sight import sight_of
from meetings_dashboard.models import UsageDay, UsageSlot
from rooms.scopes import within_scope

SPANS = (30, 90)
FIGURES = ("sessions", "participant_seconds", "recorded_seconds")


@dataclass
class DayFigures:
    """Of the sessions that began on that day."""

    day: date
    sessions: int = 0
    participant_seconds: int = 0
    recorded_seconds: int = 0

    @property
    def participant_minutes(self) -> int:
        return round(self.participant_seconds / 60)

    @property
    def recorded_minutes(self) -> int:
        return round(self.recorded_seconds / 60)


@dataclass
class Usage:
    """`hours` is how many sessions began, by weekday (Monday 0) and hour of the day."""

    days: list[DayFigures]
    hours: list[list[int]] = field(default_factory=lambda: [[0] * 24 for _ in range(7)])
    counted_at: datetime | None = None


def usage_of(user: User, span: int) -> Usage:
    """The last `span` days up to today, in two queries: only of rooms that `user` sees.

    Added up once for everybody who sees the same, until something has been counted again.
    """
    counted_at = UsageDay.objects.aggregate(at=Max("counted_at"))["at"]
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    key = (counted_at, sight_of(user).scopes, span, today, str(zone))
    usage = _known.get(key)
    if usage is None:
        days = [DayFigures(today - timedelta(days=age)) for age in reversed(range(span))]
        usage = _added_up(Usage(days, counted_at=counted_at), _slots(user, days[0].day), zone)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = usage
    return usage


_known: dict[object, Usage] = {}
MOST_KNOWN = 50


def _added_up(usage: Usage, slots: Iterable[Any], zone: tzinfo) -> Usage:
    by_day = {each.day: each for each in usage.days}
    for at, sessions, there, recorded in slots:
        local = at.astimezone(zone)
        each = by_day.get(local.date())
        if each is None:
            continue
        each.sessions += sessions
        each.participant_seconds += there
        each.recorded_seconds += recorded
        usage.hours[local.weekday()][local.hour] += sessions
    return usage


def _slots(user: User, first_day: date) -> Any:
    """No zone is more than a day away from UTC; what is outside of the days is left out above."""
    since = datetime.combine(first_day, time(), UTC) - timedelta(days=1)
    slots = UsageSlot.objects.filter(at__gte=since).order_by()
    if sight_of(user).scopes is None:
        return slots.filter(room=None).values_list("at", *FIGURES)
    seen = slots.filter(within_scope(user, "room__"), room__isnull=False)
    return seen.values_list("at").annotate(*(Sum(name) for name in FIGURES))
