from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Length
from django.http import Http404
from django.utils import timezone

from core.lanes import Bar, LaneChart
from core.live import clock_step
from core.text import storable
from rooms.lanes import session_chart
from rooms.models import MeetingSession
from rooms.models.session import MeetingSessionQuerySet
from rooms.presences import Presence, presences

# An open bar grows visibly when its axis has grown by this part.
GROWTH = 200
SHORTEST_STEP = 10.0


class SessionPage:
    """What the page of one session shows; each part costs its query where it is used."""

    def __init__(self, session: MeetingSession) -> None:
        self.session = session

    @cached_property
    def as_of(self) -> datetime:
        return timezone.now()

    @cached_property
    def stays(self) -> list[Presence]:
        people = self.session.participants.prefetch_related("intervals")
        return presences(self.session, people.order_by("first_seen_at", "id"))

    @cached_property
    def recordings(self) -> list[Any]:
        return list(self.session.recordings.order_by("began_at", "id"))

    @property
    def chart(self) -> LaneChart:
        bars = [Bar(recording.began_at, recording.ended_at) for recording in self.recordings]
        return session_chart(self.session, self.stays, recordings=bars)

    @property
    def has_timed_stays(self) -> bool:
        return any(stay.is_timed for stay in self.stays)

    @property
    def untimed_people(self) -> int:
        return len({stay.person.pk for stay in self.stays if not stay.is_timed})


def session_revision(sessions: MeetingSessionQuerySet, session_id: str) -> dict[str, Any]:
    """All that the page of a session shows, boiled down, in one query.

    Intervals are replaced when they change, so the newest key tells. Raises Http404.
    """
    found = (
        sessions.filter(remote_id=storable(session_id))
        .annotate(
            people=Count("participants", distinct=True),
            hosts=Count("participants", distinct=True, filter=Q(participants__is_host=True)),
            names=Sum(Length("participants__name")),
            last_name=Max("participants__name"),
            newest_interval=Max("participants__intervals__pk"),
            recording_count=Count("recordings", distinct=True),
            changed_at=Max("recordings__changed_at"),
            gone_at=Max("recordings__gone_at"),
            deleted_at=Max("recordings__deleted_at"),
        )
        .values()
        .annotate(room_name=F("room__display_name"))
        .first()
    )
    if found is None:
        raise Http404
    return {**found, "clock": _growth(found["began_at"]) if found["ended_at"] is None else None}


def _growth(began_at: datetime) -> int:
    """Moves when the open bars have visibly grown."""
    elapsed = (timezone.now() - began_at).total_seconds()
    return clock_step(max(SHORTEST_STEP, elapsed / GROWTH))
