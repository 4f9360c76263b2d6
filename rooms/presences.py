from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from rooms.models import Interval, MeetingSession, Participant


def first_present(most: int, *, with_stays: bool = False) -> Prefetch[Any]:
    """The first `most` who are in each session, as its `present`; the others are not read."""
    here = Interval.objects.filter(participant=OuterRef("pk"), left_at=None)
    people = Participant.objects.filter(Exists(here)).order_by("id")
    if with_stays:
        people = people.prefetch_related("intervals")
    return Prefetch("participants", people[:most], to_attr="present")


@dataclass(frozen=True)
class Presence:
    """One stay of a person in a session; all times are times of receipt.

    Both ends are None when the receipt says nothing about them, and the first one where a leave
    came without a join: `is_timed` is False then.
    """

    person: Participant
    joined_at: datetime | None
    left_at: datetime | None
    left_is_inferred: bool
    is_timed: bool
    is_open: bool
    until: datetime

    @property
    def length(self) -> timedelta | None:
        if self.joined_at is None:
            return None
        return max((self.left_at or self.until) - self.joined_at, timedelta(0))


def presences(session: MeetingSession, people: Iterable[Participant]) -> list[Presence]:
    """Every stay of everybody, a person's own one after the other; people need their intervals."""
    return [_presence(session, interval, person) for person, interval in _stays(people)]


def _stays(people: Iterable[Participant]) -> Iterator[tuple[Participant, Interval]]:
    for person in people:
        for interval in person.intervals.all():
            yield person, interval


def _presence(session: MeetingSession, interval: Interval, person: Participant) -> Presence:
    is_in_time = interval.is_in_time(session)
    return Presence(
        person=person,
        joined_at=interval.joined_at if is_in_time else None,
        left_at=interval.left_at if is_in_time else None,
        left_is_inferred=interval.left_is_inferred,
        is_timed=interval.is_timed(session),
        is_open=interval.left_at is None,
        until=session.until,
    )
