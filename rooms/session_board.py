from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Max, Prefetch
from django.utils import timezone

from core.live import clock_step
from core.paging import PAGE_SIZE, Page, keyset_page
from rooms.models import MeetingSession, Participant, SessionState
from rooms.models.session import MeetingSessionQuerySet

LIVE_SHOWN = 60
NEWEST_FIRST = ("-began_at", "-id")


class SessionBoard:
    """What a list of sessions shows; each part costs its query where it is used.

    The first page of all sessions has the live ones apart, on top; any other page is a table
    of the live or of the past ones.
    """

    def __init__(
        self,
        sessions: MeetingSessionQuerySet,
        *,
        state: SessionState | None,
        cursor: str | None,
    ) -> None:
        self._sessions = sessions
        self._state = state
        self._cursor = cursor

    @cached_property
    def as_of(self) -> datetime:
        return timezone.now()

    @property
    def is_first_page(self) -> bool:
        return not self._cursor

    @cached_property
    def live(self) -> list[MeetingSession]:
        if self._state is not None or not self.is_first_page:
            return []
        live = self._sessions.live().with_figures().select_related("room")
        present = Participant.objects.filter(intervals__left_at=None, intervals__isnull=False)
        people = Prefetch("participants", present.distinct().order_by("id"), to_attr="present")
        return list(live.prefetch_related(people).order_by(*NEWEST_FIRST)[:LIVE_SHOWN])

    @cached_property
    def page(self) -> Page[MeetingSession]:
        return keyset_page(
            self._listed.with_figures().select_related("room"),
            key="began_at",
            descending=True,
            cursor=self._cursor,
        )

    @property
    def is_empty(self) -> bool:
        return not self.live and not self.page.rows

    @cached_property
    def revision(self) -> list[Any]:
        """Of the first page, in one query: it differs as soon as anything shown would."""
        newest = self._listed.order_by(*NEWEST_FIRST).values("pk")[: PAGE_SIZE + 1]
        # Neither an OR of the two nor a slice inside the union: SQLite would scan or refuse.
        shown = (
            self._sessions.live()
            .values("pk")
            .union(MeetingSession.objects.filter(pk__in=newest).values("pk"))
        )
        rows = MeetingSession.objects.filter(pk__in=shown).with_figures()
        figures = ("people", "people_now", "recording_count", "is_recording", "newest_interval")
        return [
            clock_step(60),
            *rows.annotate(newest_interval=Max("participants__intervals__pk"))
            .order_by("pk")
            .values_list("pk", "began_at", "ended_at", "room__display_name", *figures),
        ]

    @property
    def _listed(self) -> MeetingSessionQuerySet:
        if self._state == SessionState.LIVE:
            return self._sessions.live()
        return self._sessions.ended()
