from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from math import floor, log2
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Length
from django.http import Http404
from django.utils import timezone

from core.lanes import Bar, LaneChart
from core.live import clock_step
from core.text import storable
from core.told import ToldLine
from rooms.lanes import session_chart
from rooms.models import MeetingSession
from rooms.models.session import MeetingSessionQuerySet
from rooms.presences import Presence, presences
from rooms.session_figures import Figures, Received, figures_of
from rooms.told import session_told

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
    def told(self) -> list[ToldLine]:
        people = {stay.person.pk: stay.person for stay in self.stays}
        return session_told(self.session, people.values())

    @property
    def has_timed_stays(self) -> bool:
        return any(stay.is_timed for stay in self.stays)

    @cached_property
    def _figures(self) -> Figures:
        received: dict[int, list[Received]] = defaultdict(list)
        for stay in self.stays:
            received[stay.person.pk].append((stay.joined_at, stay.left_at or self.as_of))
        return figures_of(self.session.began_at, self.as_of, received)

    @property
    def peak(self) -> int:
        return self.session.peak or self._figures.peak

    @property
    def person_minutes(self) -> int:
        return round((self.session.person_seconds or self._figures.person_seconds) / 60)

    @property
    def untimed_people(self) -> int:
        """Those of whom it was told too late when they came and went."""
        late = [stay for stay in self.stays if not stay.is_timed and stay.left_at is None]
        return len({stay.person.pk for stay in late})

    @property
    def unjoined_people(self) -> int:
        """Those of whom a leave was received, and no join."""
        return len({stay.person.pk for stay in self.stays if stay.left_at and not stay.is_timed})


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
    """Moves when the open bars have visibly grown.

    In steps of a length that doubles now and then: one that grew all the time would move the
    number with every poll.
    """
    elapsed = (timezone.now() - began_at).total_seconds()
    doublings = floor(log2(max(1.0, elapsed / GROWTH / SHORTEST_STEP)))
    return clock_step(SHORTEST_STEP * 2**doublings)
