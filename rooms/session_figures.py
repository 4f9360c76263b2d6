"""What lists sort by and sum: what a session amounts to, kept on its row once it has ended, and
when the last one of a room began, kept on the row of the room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from rooms.models import Interval, MeetingSession, Room
from rooms.models.participant import RECEIPT_TOLERANCE
from rooms.stretches import Stretch, most_at_once, total

# Received when somebody joined and left; None as in `Interval`.
Received = tuple[datetime | None, datetime | None]

KEPT = ("length_seconds", "peak", "person_seconds")


class Figures(NamedTuple):
    """`person_seconds` is the time of all people together; 0 people where no time is known."""

    length_seconds: int
    peak: int
    person_seconds: int


def figures_of(
    began_at: datetime, ended_at: datetime, received: Mapping[int, Iterable[Received]]
) -> Figures:
    """Of what was received of each person, as far as it says when that person was there."""
    latest = ended_at + RECEIPT_TOLERANCE
    people = {
        person: [(joined, left) for joined, left in moments if joined and left and left <= latest]
        for person, moments in received.items()
    }
    return Figures(
        length_seconds=round(max(ended_at - began_at, timedelta(0)).total_seconds()),
        peak=most_at_once(people),
        person_seconds=round(_together(people).total_seconds()),
    )


def figures_store(sessions: Iterable[MeetingSession]) -> None:
    """Work out the figures of those that have ended, and write those that are new."""
    ended = [session for session in sessions if session.ended_at is not None]
    received = _received(ended) if ended else {}
    changed = [
        session for session in ended if _takes(session, session.until, received.get(session.pk, {}))
    ]
    if changed:
        MeetingSession.objects.bulk_update(changed, KEPT, batch_size=200)


def figures_forget(sessions: Collection[MeetingSession]) -> None:
    """Of those that go on; what ends them anew works out the figures anew."""
    for session in sessions:
        for name in KEPT:
            setattr(session, name, 0)
    if sessions:
        MeetingSession.objects.bulk_update(sessions, KEPT)


def last_sessions_store(
    sessions: Iterable[MeetingSession], left_rooms: Collection[int] = ()
) -> None:
    """Note on the rooms of `sessions` when their last session began, and on those that they left.

    Read from all sessions of the room, not widened: a begin that is told later than the first
    callback came may lie after it as well as before.
    """
    rooms = {session.room_id for session in sessions if session.room_id is not None}
    if rooms:
        begun = MeetingSession.objects.filter(room=OuterRef("pk")).order_by("-began_at")
        newest = Subquery(begun.values("began_at")[:1])
        outdated = Q(last_session_at=None) | ~Q(last_session_at=newest)
        Room.objects.filter(outdated, pk__in=rooms).update(last_session_at=newest)
        Room.objects.filter(pk__in=left_rooms).update(last_session_at=newest)


def _takes(
    session: MeetingSession, ended_at: datetime, received: Mapping[int, list[Received]]
) -> bool:
    figures = figures_of(session.began_at, ended_at, received)
    before = tuple(getattr(session, name) for name in KEPT)
    for name, value in zip(KEPT, figures, strict=True):
        setattr(session, name, value)
    return before != figures


def _received(sessions: Iterable[MeetingSession]) -> dict[int, dict[int, list[Received]]]:
    found: dict[int, dict[int, list[Received]]] = defaultdict(lambda: defaultdict(list))
    intervals = Interval.objects.filter(participant__session__in=sessions).order_by()
    columns = "participant__session", "participant", "joined_at", "left_at"
    for session, person, joined_at, left_at in intervals.values_list(*columns):
        found[session][person].append((joined_at, left_at))
    return found


def _together(people: Mapping[int, Iterable[Stretch]]) -> timedelta:
    return sum((total(stretches) for stretches in people.values()), timedelta(0))
