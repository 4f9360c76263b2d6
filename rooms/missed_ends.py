"""Sessions of which nobody told that they ended, although another one has begun in their room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from rooms.models import MeetingSession
from rooms.sync import session_end_inferred

# Until then the end may only be late.
PATIENCE = timedelta(minutes=10)


def followed_sessions_end(now: datetime) -> None:
    """End them when the next one began: a room has one session at a time."""
    for session, followed_at in _followed(now):
        session_end_inferred(session, followed_at, by="another session began in its room")


def _followed(now: datetime) -> Iterator[tuple[MeetingSession, datetime]]:
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
        # Somebody who came to it afterwards shows that it went on.
        if not session.participants.filter(first_seen_at__gt=heard).exists():
            yield session, session.followed_at  # type: ignore[attr-defined]
