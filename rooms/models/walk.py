from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from typing import Self


class WalkState(TonedChoices):
    """running -> complete or failed."""

    RUNNING = "running", Tone.NEUTRAL, "arrow-path", _("Running")
    COMPLETE = "complete", Tone.LIVE, "check-circle", _("Complete")
    FAILED = "failed", Tone.BROKEN, "exclamation-triangle", _("Failed")


class RoomWalkQuerySet(models.QuerySet["RoomWalk"]):
    def between_steps(self) -> Self:
        return self.filter(state=WalkState.RUNNING, claim="")

    def deserted(self, now: datetime) -> Self:
        """Their worker has died on the way."""
        silent = self.filter(state=WalkState.RUNNING, beat_at__lt=now - RoomWalk.LEASE)
        return silent.exclude(claim="")


class RoomWalkManager(models.Manager["RoomWalk"]):
    def get_queryset(self) -> models.QuerySet[RoomWalk]:
        """Without what only the worker at a walk needs, and which is large."""
        return super().get_queryset().defer("seen_rooms")


class RoomWalk(models.Model):
    """One reconciliation pass over all rooms of the API, with its counts and its error.

    It goes in short steps, and after an interruption on from the page where it was. Only a walk
    that has met every page marks rooms as gone.
    """

    # Longer than a call to the API may take with all its repeats.
    LEASE = timedelta(seconds=90)
    # What was met longer ago than this says little about what is there now.
    RESUMABLE_FOR = timedelta(minutes=10)
    MOST_RESUMES = 5

    State = WalkState

    state = models.CharField(
        max_length=20,
        choices=WalkState.choices,
        default=WalkState.RUNNING,
    )
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    # The API's own count of its rooms, where it tells one.
    total = models.PositiveIntegerField(null=True, blank=True)
    resumed = models.PositiveSmallIntegerField(default=0)
    # Where the next page starts; None: at the beginning.
    cursor = models.BigIntegerField(null=True, blank=True)
    # `rooms.seen.SeenRooms`, packed, of a walk that is not over.
    seen_rooms = models.BinaryField(default=bytes, blank=True)
    # Who works on it just now.
    claim = models.CharField(max_length=32, blank=True)
    # Which account of which API: another one's pages do not continue it.
    account = models.CharField(max_length=64, blank=True)

    objects = RoomWalkManager.from_queryset(RoomWalkQuerySet)()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="running"),
                name="one_walk_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"walk of {self.started_at}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("rooms:walk", args=[self.pk])

    @property
    def badge(self) -> WalkState:
        return WalkState(self.state)

    @property
    def is_running(self) -> bool:
        return self.state == WalkState.RUNNING

    def is_resumable(self, account: str, now: datetime) -> bool:
        return (
            self.account == account
            and self.resumed < self.MOST_RESUMES
            and now - self.beat_at < self.RESUMABLE_FOR
        )

    @property
    def duration(self) -> timedelta:
        return (self.finished_at or timezone.now()) - self.started_at
