from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rooms.models import Interval, MeetingSession, Participant


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
