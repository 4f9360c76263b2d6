from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.lanes import Bar, LaneChart
from core.live import clock_step
from core.paging import PAGE_SIZE, Page, keyset_page
from rooms.lanes import session_chart
from rooms.models import MeetingSession, Participant, SessionState
from rooms.models.session import MeetingSessionQuerySet
from rooms.presences import first_present, presences

LIVE_SHOWN = 60
# The session's own page shows all.
LANES_SHOWN = 6
# Sums of more would take longer than the page.
MOST_SUMMED = 10_000
NEWEST_FIRST = ("-began_at", "-id")


@dataclass(frozen=True)
class LiveLanes:
    """A live session with the lanes of the first few who are there."""

    session: MeetingSession
    chart: LaneChart
    others: int
    left: int


def live_lanes(session: MeetingSession) -> LiveLanes:
    """`session` comes from `SessionBoard.live`: with its figures, people and recordings."""
    shown: list[Participant] = session.present  # type: ignore[attr-defined]
    recorded = [
        Bar(recording.began_at, recording.ended_at)
        for recording in session.recordings.all()
        if recording.gone_at is None and recording.deleted_at is None
    ]
    return LiveLanes(
        session=session,
        chart=session_chart(session, presences(session, shown), recordings=recorded),
        others=session.people_now - len(shown),  # type: ignore[attr-defined]
        left=session.people - session.people_now,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True)
class SessionSums:
    sessions: int
    length_seconds: int
    person_seconds: int
    highest_peak: int

    @property
    def is_cut(self) -> bool:
        return self.sessions >= MOST_SUMMED

    @property
    def person_minutes(self) -> int:
        return round(self.person_seconds / 60)


def session_sums(sessions: MeetingSessionQuerySet) -> SessionSums:
    """Of the newest `MOST_SUMMED` of `sessions`, in one query."""
    newest = sessions.order_by(*NEWEST_FIRST)[:MOST_SUMMED]
    figures = newest.values("pk", "length_seconds", "person_seconds", "peak")
    return SessionSums(
        *figures.aggregate(
            sessions=Count("pk"),
            length=Sum("length_seconds", default=0),
            person_time=Sum("person_seconds", default=0),
            highest_peak=Max("peak", default=0),
        ).values()
    )


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
        order: tuple[str, bool] = ("began_at", True),
    ) -> None:
        self._sessions = sessions
        self._state = state
        self._key, self._is_descending = order
        self._cursor = cursor

    @cached_property
    def as_of(self) -> datetime:
        return timezone.now()

    @property
    def is_first_page(self) -> bool:
        return not self._cursor

    @property
    def live(self) -> list[MeetingSession]:
        return self._live_read[:LIVE_SHOWN]

    @property
    def has_more_live(self) -> bool:
        return len(self._live_read) > LIVE_SHOWN

    @cached_property
    def _live_read(self) -> list[MeetingSession]:
        """The newest, and one more to tell whether there are others."""
        if self._state is not None or not self.is_first_page:
            return []
        live = self._sessions.newest_live(LIVE_SHOWN + 1).with_figures().select_related("room")
        people = first_present(LANES_SHOWN, with_stays=True)
        return list(live.prefetch_related(people, "recordings"))

    @property
    def lanes(self) -> list[LiveLanes]:
        return [live_lanes(session) for session in self.live]

    @cached_property
    def page(self) -> Page[MeetingSession]:
        return keyset_page(
            self._listed.with_figures().select_related("room"),
            key=self._key,
            descending=self._is_descending,
            cursor=self._cursor,
        )

    @cached_property
    def sums(self) -> SessionSums | None:
        """Of the past sessions that match; None for live ones, which have no figures yet."""
        return None if self._state == SessionState.LIVE else session_sums(self._listed)

    @property
    def is_empty(self) -> bool:
        return not self.live and not self.page.rows

    @cached_property
    def revision(self) -> list[Any]:
        """Of the first page, in one query: it differs as soon as anything shown would."""
        shown = self._first_listed()
        if self._state is None:
            # Not an OR of the two: SQLite would scan.
            shown = shown.union(self._first_live())
        rows = MeetingSession.objects.filter(pk__in=shown).with_figures()
        figures = (
            "people",
            "people_now",
            "recording_count",
            "is_recording",
            "peak",
            "newest_interval",
        )
        return [
            clock_step(60),
            *rows.annotate(newest_interval=Max("participants__intervals__pk"))
            .order_by("pk")
            .values_list("pk", "began_at", "ended_at", "room__display_name", *figures),
        ]

    def _first_listed(self) -> QuerySet[Any, Any]:
        """The keys of the rows of the first page, and of one more."""
        sign = "-" if self._is_descending else ""
        first = self._listed.order_by(f"{sign}{self._key}", f"{sign}pk")
        # As a condition: SQLite refuses a slice inside a union.
        listed = first.values("pk")[: PAGE_SIZE + 1]
        return MeetingSession.objects.filter(pk__in=listed).values("pk")

    def _first_live(self) -> QuerySet[Any, Any]:
        """The keys of the live sessions that are shown, and of one more."""
        # Sorted by what has no index: with one, a database goes through all sessions that ever were.
        began_at = Coalesce("began_at", "first_seen_at")
        newest = self._sessions.live().order_by(began_at.desc(), "-pk").values("pk")
        live = newest[: LIVE_SHOWN + 1]
        return MeetingSession.objects.filter(pk__in=live).values("pk")

    @property
    def _listed(self) -> MeetingSessionQuerySet:
        if self._state == SessionState.LIVE:
            return self._sessions.live()
        return self._sessions.ended()
