from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices
from jobs.models import Job
from recordings.models.recording import Recording


class ArchiveState(TonedChoices):
    """waiting -> copying -> verifying -> ready, or failed; only a ready one is ever shown."""

    WAITING = "waiting", Tone.NEUTRAL, "clock", _("To be archived")
    COPYING = "copying", Tone.ATTENTION, "arrow-path", _("Being archived")
    VERIFYING = "verifying", Tone.ATTENTION, "arrow-path", _("Being verified")
    READY = "ready", Tone.LIVE, "archive-box", _("Archived")
    FAILED = "failed", Tone.BROKEN, "exclamation-triangle", _("Not archived")


class Archive(models.Model):
    """A copy of a film in storage of one's own."""

    recording = models.OneToOneField(Recording, on_delete=models.PROTECT, related_name="archive")
    state = models.CharField(
        max_length=20,
        choices=ArchiveState.choices,
        default=ArchiveState.WAITING,
    )
    # Where it is: the store's address, which holds no secret, and its name there.
    store = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200, blank=True)
    bytes_total = models.PositiveBigIntegerField(null=True, blank=True)
    bytes_done = models.PositiveBigIntegerField(default=0)
    # What has been written: [{"bytes": ..., "sha256": ..., and what the store wants back}].
    parts = models.JSONField(default=list, blank=True)
    # What the store needs in order to go on after a restart.
    upload = models.JSONField(default=dict, blank=True)
    source_etag = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)
    # Failures in a row.
    tries = models.PositiveSmallIntegerField(default=0)
    # Which one is at it.
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"archive of {self.recording_id}: {self.state}"

    @property
    def badge(self) -> ArchiveState:
        return ArchiveState.FAILED if self.is_left else ArchiveState(self.state)

    @property
    def is_left(self) -> bool:
        """Whether it was given up, or broken off by the end of its job."""
        is_over = self.job is not None and self.job.is_over
        return self.state == ArchiveState.FAILED or (is_over and not self.is_ready)

    @property
    def is_ready(self) -> bool:
        return self.state == ArchiveState.READY
