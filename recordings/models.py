from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices
from core.models import CachedResource
from rooms.models import MeetingSession, Room

if TYPE_CHECKING:
    from typing import Self

# A stopped recording is normally uploaded within minutes.
UPLOAD_OVERDUE = timedelta(minutes=10)


class RecordingState(TonedChoices):
    """started <-> paused -> stopped -> uploaded, never back; gone can follow any of them."""

    STARTED = "started", Tone.RECORDING, "video-camera", _("Recording")
    PAUSED = "paused", Tone.ATTENTION, "pause-circle", _("Paused")
    STOPPED = "stopped", Tone.ATTENTION, "arrow-up-tray", _("Being uploaded")
    UPLOADED = "uploaded", Tone.LIVE, "check-circle", _("Ready")
    GONE = "gone", Tone.GONE, "archive-box-x-mark", _("Gone")

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {
    RecordingState.STARTED: 0,
    RecordingState.PAUSED: 0,
    RecordingState.STOPPED: 1,
    RecordingState.UPLOADED: 2,
    RecordingState.GONE: 3,
}


class RecordingQuerySet(models.QuerySet["Recording"]):
    def present(self) -> Self:
        return self.filter(gone_at=None, deleted_at=None)

    def gone(self) -> Self:
        return self.exclude(gone_at=None, deleted_at=None)

    def late(self) -> Self:
        """Stopped for longer than an upload takes, or still running after its session ended."""
        since = timezone.now() - UPLOAD_OVERDUE
        stopped = Q(status=RecordingState.STOPPED, changed_at__lte=since)
        left_running = Q(
            status__in=[RecordingState.STARTED, RecordingState.PAUSED],
            session__ended_at__lte=since,
        )
        return self.present().filter(stopped | left_running)

    def search(self, text: str) -> Self:
        return self.filter(
            Q(remote_id=text)
            | Q(session__remote_id=text)
            | Q(session__room__display_name__icontains=text),
        )


class Recording(CachedResource):
    """A recording of a session (the contract, section 4). Its link is asked for at each click."""

    session = models.ForeignKey(
        MeetingSession,
        on_delete=models.PROTECT,
        related_name="recordings",
    )
    status = models.CharField(
        max_length=20,
        choices=RecordingState.choices,
        default=RecordingState.STARTED,
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    # The start, or when it was first heard of while the start is not known.
    began_at = models.DateTimeField(default=timezone.now)
    # When its status last moved.
    changed_at = models.DateTimeField(default=timezone.now)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        permissions: ClassVar = [("download_recording", "Can download recordings")]
        indexes: ClassVar = [
            models.Index(fields=["began_at", "id"], name="recording_by_begin"),
            models.Index(fields=["status", "changed_at"], name="recording_by_status"),
        ]

    def __str__(self) -> str:
        return self.remote_id

    def get_absolute_url(self) -> str:
        return reverse("recordings:detail", args=[self.remote_id])

    @property
    def state(self) -> RecordingState:
        return RecordingState.GONE if self.is_gone else RecordingState(self.status)

    @property
    def room(self) -> Room | None:
        return self.session.room

    @property
    def is_ready(self) -> bool:
        return not self.is_gone and self.status == RecordingState.UPLOADED

    @property
    def length(self) -> timedelta | None:
        if self.duration_seconds is not None:
            return timedelta(seconds=self.duration_seconds)
        if self.started_at and self.ended_at:
            return self.ended_at - self.started_at
        return None

    @property
    def elapsed(self) -> timedelta:
        """How long it has been running, for one that has not ended."""
        until: datetime = self.ended_at or self.session.until
        return max(until - self.began_at, timedelta(0))
