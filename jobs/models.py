from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from typing import Self


class JobState(TonedChoices):
    """waiting -> running -> done, cancelled or failed; a retry makes it wait again."""

    WAITING = "waiting", Tone.NEUTRAL, "clock", _("Waiting")
    RUNNING = "running", Tone.ATTENTION, "arrow-path", _("Running")
    DONE = "done", Tone.LIVE, "check-circle", _("Done")
    CANCELLED = "cancelled", Tone.GONE, "no-symbol", _("Cancelled")
    FAILED = "failed", Tone.BROKEN, "exclamation-triangle", _("Failed")


class ItemState(TonedChoices):
    """waiting -> done, skipped or failed; only a retry leads back."""

    WAITING = "waiting", Tone.NEUTRAL, "clock", _("Waiting")
    DONE = "done", Tone.LIVE, "check-circle", _("Done")
    FAILED = "failed", Tone.BROKEN, "exclamation-triangle", _("Failed")
    SKIPPED = "skipped", Tone.GONE, "minus-circle", _("Skipped")


ACTIVE = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def held(self) -> Self:
        """Those that a worker is at, as far as can be told: its last beat is not too old."""
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return self.active().exclude(holder="").filter(beat_at__gt=timezone.now() - lease)

    def due(self) -> Self:
        """Those that a worker may go on with, the one that has waited longest first."""
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        abandoned = models.Q(holder="") | models.Q(beat_at__lte=timezone.now() - lease)
        due = self.active().filter(abandoned, due_at__lte=timezone.now())
        return due.order_by("beat_at", "pk")


class Job(models.Model):
    """Work on many things, done in short steps by whichever worker is free.

    The counters move in the transactions of the items they count.
    """

    kind = models.CharField(max_length=60)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    state = models.CharField(
        max_length=20,
        choices=JobState.choices,
        default=JobState.WAITING,
    )
    params = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # No step before this.
    due_at = models.DateTimeField(default=timezone.now)
    # Which step of which worker is at it, and when that last showed a sign of life.
    holder = models.CharField(max_length=40, blank=True)
    beat_at = models.DateTimeField(default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "beat_at"], name="job_by_state"),
            models.Index(fields=["created_by", "-id"], name="job_by_creator"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def badge(self) -> JobState:
        return JobState(self.state)

    @property
    def is_over(self) -> bool:
        return self.state not in ACTIVE

    @property
    def processed(self) -> int:
        return self.done + self.skipped + self.failed


class JobItem(models.Model):
    """One thing of a job. `target` is what the job's kind knows it by."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    target = models.CharField(max_length=200)
    name = models.TextField(blank=True)
    # What is to be done to this one, where it is not the same for all: `Job.params` has the rest.
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=20,
        choices=ItemState.choices,
        default=ItemState.WAITING,
    )
    detail = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "target"], name="target_once_a_job"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["job", "state", "id"], name="job_item_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.state}"

    @property
    def badge(self) -> ItemState:
        return ItemState(self.state)
