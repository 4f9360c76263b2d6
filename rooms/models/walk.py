from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices


class WalkState(TonedChoices):
    """running -> complete or failed."""

    RUNNING = "running", Tone.NEUTRAL, "arrow-path", _("Running")
    COMPLETE = "complete", Tone.LIVE, "check-circle", _("Complete")
    FAILED = "failed", Tone.BROKEN, "exclamation-triangle", _("Failed")


class RoomWalk(models.Model):
    """One reconciliation pass over all rooms of the API, with its counts and its error.

    Only a complete walk marks rooms as gone.
    """

    # A walk that has shown no sign of life for this long has died, and another may start.
    LEASE = timedelta(minutes=2)

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

    @property
    def badge(self) -> WalkState:
        return WalkState(self.state)

    @property
    def duration(self) -> timedelta:
        return (self.finished_at or timezone.now()) - self.started_at
