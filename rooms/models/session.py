from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from typing import Self


IS_PRESENT = Q(participants__intervals__isnull=False) & Q(participants__intervals__left_at=None)


class SessionState(TonedChoices):
    """live -> ended, never back."""

    LIVE = "live", Tone.LIVE, "signal", _("Live")
    ENDED = "ended", Tone.NEUTRAL, "stop-circle", _("Ended")


class MeetingSessionQuerySet(models.QuerySet["MeetingSession"]):
    def live(self) -> Self:
        return self.filter(ended_at=None)

    def ended(self) -> Self:
        return self.exclude(ended_at=None)

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

    def search(self, text: str) -> Self:
        """By name or code of the room, by name of a person, or by the id of either."""
        with_person = MeetingSession.objects.filter(participants__name__icontains=text)
        return self.filter(
            Q(remote_id=text)
            | Q(room__remote_id=text)
            | Q(room__meeting_code=text.replace(" ", ""))
            | Q(room__display_name__icontains=text)
            | Q(pk__in=with_person.values("pk")),
        )


def _counted(path: str, condition: Q | None = None) -> Subquery:
    counted = MeetingSession.objects.filter(pk=OuterRef("pk")).values("pk")
    figure = Count(path, distinct=True, filter=condition)
    return Subquery(counted.annotate(figure=figure).values("figure"))


class MeetingSession(models.Model):
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
    def until(self) -> datetime:
        return self.ended_at or timezone.now()

    @property
    def duration(self) -> timedelta:
        return max(self.until - self.began_at, timedelta(0))
