"""What the page of one room tells beyond the room itself; each part costs its query when used."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from rooms.history import HistoryLine, room_history
from rooms.models import MeetingSession, Participant, Room

MOST_SESSIONS = 20
_PRESENT = Q(intervals__isnull=False, intervals__left_at=None)


@dataclass(frozen=True)
class RoomPage:
    room: Room

    def live_sessions(self) -> QuerySet[MeetingSession]:
        """With the people who are there as `present`."""
        here = Participant.objects.filter(_PRESENT).distinct().order_by("id")
        people = Prefetch("participants", here, to_attr="present")
        return self.room.sessions.live().with_figures().prefetch_related(people)

    def sessions(self) -> QuerySet[MeetingSession]:
        newest = self.room.sessions.with_figures().prefetch_related("recordings")
        return newest.order_by("-began_at", "-pk")[:MOST_SESSIONS]

    def session_count(self) -> int:
        return self.room.sessions.count()

    def recording_count(self) -> int:
        return self.room.sessions.filter(
            recordings__isnull=False,
            recordings__deleted_at=None,
        ).count()

    def people_now(self) -> int:
        here = Participant.objects.filter(_PRESENT, session__room=self.room, session__ended_at=None)
        return here.distinct().count()

    def history(self) -> list[HistoryLine]:
        return room_history(self.room)
