"""What goes when rooms are deleted, and what stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from rooms.models import MeetingSession, Participant
from rooms.models.room import RoomQuerySet

_THERE = Q(recordings__deleted_at=None, recordings__gone_at=None, recordings__isnull=False)
_ARCHIVED = Q(recordings__archive__state="ready")


@dataclass(frozen=True)
class Going:
    """Counts of what hangs on rooms that are to be deleted."""

    live: int
    people: int
    sessions: int
    recordings: int
    archived: int

    @classmethod
    def of(cls, rooms: RoomQuerySet) -> Going:
        """Two queries, however many rooms."""
        sessions = MeetingSession.objects.filter(room__in=rooms.order_by().values("pk")).order_by()
        counts = sessions.aggregate(
            live_rooms=Count("room", filter=Q(ended_at=None), distinct=True),
            session_count=Count("pk", distinct=True),
            recording_count=Count("recordings", filter=_THERE),
            archived_count=Count("recordings", filter=_THERE & _ARCHIVED),
        )
        here = Participant.objects.filter(
            intervals__isnull=False,
            intervals__left_at=None,
            session__in=sessions.filter(ended_at=None),
        )
        return cls(
            live=counts["live_rooms"],
            people=here.distinct().count(),
            sessions=counts["session_count"],
            recordings=counts["recording_count"],
            archived=counts["archived_count"],
        )

    @property
    def not_archived(self) -> int:
        return self.recordings - self.archived
