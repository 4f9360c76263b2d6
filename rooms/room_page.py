"""What the page of one room tells beyond the room itself; each part costs its query when used."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from core.text import storable
from core.told import ToldLine
from rooms.history import HistoryLine, room_history
from rooms.models import Interval, MeetingSession, Participant, Room
from rooms.models.room import RoomQuerySet
from rooms.told import room_told

MOST_SESSIONS = 20
_PRESENT = Q(intervals__isnull=False, intervals__left_at=None)


def activity_revision(rooms: RoomQuerySet, room_id: str) -> object:
    """In one query, what moves whenever the sessions of that room do; None without such a room.

    Intervals are written anew whenever somebody comes or goes, and so is the newest one's id.
    """
    sessions = MeetingSession.objects.filter(room=OuterRef("pk"))
    intervals = Interval.objects.filter(participant__session__room=OuterRef("pk")).order_by("-pk")
    recordings = sessions.filter(recordings__isnull=False).order_by("-recordings__changed_at")
    return (
        rooms.filter(remote_id=storable(room_id))
        .values_list(
            "synced_at",
            Subquery(sessions.order_by("-pk").values("pk")[:1]),
            Subquery(sessions.order_by("-ended_at").values("ended_at")[:1]),
            Subquery(intervals.values("pk")[:1]),
            Subquery(recordings.values("recordings__changed_at")[:1]),
        )
        .first()
    )


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

    def told(self) -> list[ToldLine]:
        return room_told(self.room)

    def history(self) -> list[HistoryLine]:
        return room_history(self.room)
