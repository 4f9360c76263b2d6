from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from core.text import storable
from recordings.models import ArchiveState, Recording, RecordingState
from rooms.access import rooms_for, sessions_for
from rooms.models import MeetingSession, Room
from rooms.models.session import MeetingSessionQuerySet
from rooms.session_search import sessions_found

MOST = 20
# How far back what is missing is looked for by itself; a search finds all.
LOOKED_BACK = timedelta(days=30)
LONGEST_SEARCH = 200


class TrailChoice:
    """Which meeting a missing recording is of: what was searched for, or the likely ones."""

    def __init__(self, user: User, query: QueryDict) -> None:
        self._user = user
        self.text = storable(query.get("q", "").strip()[:LONGEST_SEARCH])

    @cached_property
    def sessions(self) -> list[MeetingSession]:
        sessions = sessions_for(self._user).select_related("room").order_by("-began_at", "-pk")
        found = sessions_found(sessions, self.text) if self.text else _likely(sessions)
        return list(found[:MOST])

    @cached_property
    def rooms(self) -> list[Room]:
        """Those that match and in which no session is known."""
        if not self.text or not self._user.has_perm("rooms.view_room"):
            return []
        unused = rooms_for(self._user).search(self.text).filter(sessions=None)
        return list(unused.order_by("display_name", "pk")[:MOST])


def _likely(sessions: MeetingSessionQuerySet) -> MeetingSessionQuerySet:
    """Over, in a room that records by itself or recorded, and without a film to be watched."""
    recordings = Recording.objects.filter(session=OuterRef("pk"))
    there = Q(gone_at=None, deleted_at=None, status=RecordingState.UPLOADED)
    ready = recordings.filter(there | Q(archive__state=ArchiveState.READY))
    was_recorded = Q(room__auto_record=True) | Exists(recordings)
    since = timezone.now() - LOOKED_BACK
    return sessions.ended().filter(was_recorded, ~Exists(ready), began_at__gte=since)
