from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices
from core.provenance import Source, SourceKind, WithProvenance

if TYPE_CHECKING:
    from typing import Self


IS_PRESENT = Q(participants__intervals__isnull=False) & Q(participants__intervals__left_at=None)


class SessionState(TonedChoices):
    """live -> ended; back only from an end that was inferred."""

    LIVE = "live", Tone.LIVE, "signal", _("Live")
    ENDED = "ended", Tone.NEUTRAL, "stop-circle", _("Ended")


class MeetingSessionQuerySet(models.QuerySet["MeetingSession"]):
    def live(self) -> Self:
        return self.filter(ended_at=None)

    def newest_live(self, most: int) -> Self:
        """In two queries, the first of which costs as much as is live.

        Sorted here: asked to sort, a database goes through all sessions that ever were.
        """
        live = sorted(self.live().order_by().values_list("began_at", "pk"), reverse=True)
        newest = self.model.objects.filter(pk__in=[pk for _began_at, pk in live[:most]])
        return newest.order_by("-began_at", "-pk")  # type: ignore[return-value]

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def with_figures(self) -> Self:
        """Add `people`, `people_now`, `recording_count` and `is_recording` in the same query.

        Subqueries, not joins: they are worked out for the rows of a page only.
        """
        return self.annotate(
            people=_counted("participants"),
            people_now=_counted("participants", IS_PRESENT),
            recording_count=_counted("recordings", Q(recordings__deleted_at=None)),
            is_recording=Exists(
                MeetingSession.objects.filter(
                    pk=OuterRef("pk"),
                    ended_at=None,
                    recordings__status="started",
                    recordings__gone_at=None,
                    recordings__deleted_at=None,
                ),
            ),
        )


def _counted(path: str, condition: Q | None = None) -> Subquery:
    counted = MeetingSession.objects.filter(pk=OuterRef("pk")).values("pk")
    figure = Count(path, distinct=True, filter=condition)
    return Subquery(counted.annotate(figure=figure).values("figure"))


class MeetingSession(WithProvenance):
    """One sitting of a room, known only from callbacks (the contract, section 3.1).

    Times only ever widen: the earliest start and the latest end that any callback named.
    """

    remote_id = models.CharField(max_length=200, unique=True)
    room = models.ForeignKey(
        "rooms.Room",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    # The start, or when the first callback named it while the start is not known.
    began_at = models.DateTimeField(default=timezone.now)

    # Worked out when it has ended (rooms/session_figures.py); 0 meanwhile. The last two are
    # of the people whose times are known.
    length_seconds = models.PositiveBigIntegerField(default=0)
    peak = models.PositiveIntegerField(default=0)
    person_seconds = models.PositiveBigIntegerField(default=0)

    # When the API was last asked for recordings that nobody told of.
    recordings_asked_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingSessionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["began_at", "id"], name="session_by_begin"),
            models.Index(fields=["room", "began_at"], name="session_of_room"),
            models.Index(
                fields=["room"],
                condition=Q(ended_at=None),
                name="session_live",
            ),
            models.Index(fields=["length_seconds", "id"], name="session_by_length"),
            models.Index(fields=["peak", "id"], name="session_by_peak"),
            models.Index(fields=["person_seconds", "id"], name="session_by_person_time"),
        ]

    def __str__(self) -> str:
        return self.remote_id

    def get_absolute_url(self) -> str:
        return reverse("sessions:detail", args=[self.remote_id])

    @property
    def state(self) -> SessionState:
        return SessionState.LIVE if self.ended_at is None else SessionState.ENDED

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def has_figures(self) -> bool:
        """False while it goes on, and where nobody's times are known."""
        return self.peak > 0

    @property
    def person_minutes(self) -> int:
        return round(self.person_seconds / 60)

    @property
    def end_is_inferred(self) -> bool:
        source = Source.of(self.provenance, "ended_at")
        return source is not None and source.kind == SourceKind.INFERRED

    def has_people_after(self, moment: datetime) -> bool:
        """Whether somebody came, or was first heard of, after `moment`: it went on then."""
        came = Q(first_seen_at__gt=moment) | Q(intervals__joined_at__gt=moment)
        return self.participants.filter(came).exists()

    @property
    def until(self) -> datetime:
        return self.ended_at or timezone.now()

    @property
    def duration(self) -> timedelta:
        return max(self.until - self.began_at, timedelta(0))
