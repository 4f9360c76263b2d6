"""Sessions of which nobody told that they ended, although what else was told shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from rooms.models import MeetingSession, Participant
from rooms.models.room import RoomType
from rooms.models.session import IS_PRESENT
from rooms.sync import session_end_inferred

# Until then the end may only be late.
PATIENCE = timedelta(minutes=10)
# A session ends when everybody has left (the contract, section 2); a join may have been missed.
EMPTY_FOR = timedelta(hours=1)
# With people in it, who may only sit there.
SILENT_FOR = timedelta(days=1)


def missed_ends_infer(now: datetime) -> None:
    for by, ends in [
        ("another session began in its room", _followed(now)),
        ("its room expired", _expired(now)),
        ("its room is gone", _roomless(now)),
        ("everybody had left", _empty(now)),
        ("nothing was heard of it for a day", _silent(now)),
    ]:
        for session, ended_at in ends:
            session_end_inferred(session, ended_at, by=by)


def _followed(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
    """A room has one session at a time."""
    later = MeetingSession.objects.filter(
        room=OuterRef("room"),
        began_at__gt=OuterRef("began_at"),
        started_at__isnull=False,
        first_seen_at__lt=now - PATIENCE,
    ).order_by("began_at")
    live = MeetingSession.objects.live().filter(room__isnull=False)
    followed_at = Subquery(later.values("started_at")[:1])
    heard_at = Subquery(later.values("first_seen_at")[:1])
    found = live.annotate(followed_at=followed_at, heard_at=heard_at)
    for session in found.filter(followed_at__isnull=False):
        heard: datetime = session.heard_at  # type: ignore[attr-defined]
        if not session.has_people_after(heard):
            yield session, session.followed_at  # type: ignore[attr-defined]


def _expired(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
    """An instant room stays as long as somebody is in it (the contract, section 2).

    Looked for among what is live: a database would begin with all rooms that ever expired.
    """
    live = MeetingSession.objects.live().filter(room__isnull=False).select_related("room")
    for session in live.only("began_at", "room__type", "room__expired_at"):
        expired_at = _expiry(session)
        if expired_at is None or not session.began_at < expired_at < now - PATIENCE:
            continue
        if not session.has_people_after(expired_at + PATIENCE):
            yield session, expired_at


def _expiry(session: MeetingSession) -> datetime | None:
    room = session.room
    return room.expired_at if room is not None and room.type == RoomType.INSTANT else None


def _empty(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
    people = Participant.objects.filter(session=OuterRef("pk"))
    there = MeetingSession.objects.filter(IS_PRESENT, pk=OuterRef("pk"))
    return _quiet_since(now - EMPTY_FOR, Exists(people) & ~Exists(there))


def _roomless(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
    gone = Q(room__gone_at__isnull=False) | Q(room__deleted_at__isnull=False)
    return _quiet_since(now - EMPTY_FOR, gone)


def _silent(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
    return _quiet_since(now - SILENT_FOR, Q())


def _quiet_since(moment: datetime, condition: Q) -> Iterator[tuple[MeetingSession, datetime]]:
    """With when something was last heard; what is being recorded cannot be over."""
    live = MeetingSession.objects.live().filter(condition, ~_IS_RECORDED, first_seen_at__lt=moment)
    for session in live.annotate(**_LAST_HEARD):
        heard = [session.first_seen_at, *(getattr(session, name) for name in _LAST_HEARD)]
        last: datetime = max(each for each in heard if each is not None)
        if last < moment:
            yield session, last


_IS_RECORDED = Exists(
    MeetingSession.objects.filter(
        pk=OuterRef("pk"),
        recordings__status__in=["started", "paused"],
        recordings__gone_at=None,
        recordings__deleted_at=None,
    )
)
_LAST_HEARD = {
    "came_at": Max("participants__intervals__joined_at"),
    "went_at": Max("participants__intervals__left_at"),
    "recorded_at": Max("recordings__changed_at"),
}
