from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from typing import Self


class CallbackKind(models.TextChoices):
    """The eight events, under the one spelling that the service sends."""

    ROOM_EXPIRED = "room:expired", _("Room expired")
    SESSION_STARTED = "session:started", _("Session started")
    SESSION_ENDED = "session:ended", _("Session ended")
    PARTICIPANT_JOINED = "session:participant:joined", _("Participant joined")
    PARTICIPANT_LEFT = "session:participant:left", _("Participant left")
    RECORDING_STARTED = "recording:started", _("Recording started")
    RECORDING_ENDED = "recording:ended", _("Recording ended")
    RECORDING_UPLOADED = "recording:uploaded", _("Recording uploaded")


class CallbackState(TonedChoices):
    """received -> applied, or ignored (an event we do not know), or failed -> ... -> dead.

    rejected: the sender was right, the body was not; it was answered 400 and is kept to be seen.
    """

    RECEIVED = "received", Tone.NEUTRAL, "inbox-arrow-down", _("Received")
    APPLIED = "applied", Tone.LIVE, "check-circle", _("Applied")
    IGNORED = "ignored", Tone.NEUTRAL, "minus-circle", _("Ignored")
    FAILED = "failed", Tone.ATTENTION, "exclamation-triangle", _("Failed, will retry")
    DEAD = "dead", Tone.BROKEN, "x-circle", _("Failed for good")
    REJECTED = "rejected", Tone.BROKEN, "no-symbol", _("Rejected")


PENDING = (CallbackState.RECEIVED, CallbackState.FAILED)


class CallbackQuerySet(models.QuerySet["Callback"]):
    def due(self) -> Self:
        return self.filter(state__in=PENDING, next_attempt_at__lte=timezone.now())

    def broken(self) -> Self:
        return self.filter(state__in=[CallbackState.FAILED, CallbackState.DEAD])


class Callback(models.Model):
    """One received event: stored before it is acknowledged, applied after.

    The row and its effects commit together, so `applied` means that they are there.
    """

    received_at = models.DateTimeField(default=timezone.now)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    headers = models.JSONField(default=dict, blank=True)
    payload = models.JSONField(null=True, blank=True)
    # As the sender spelled it; kind is the canonical one, blank when it is not known.
    event = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=40, choices=CallbackKind.choices, blank=True)
    room_remote_id = models.CharField(max_length=200, blank=True)
    session_remote_id = models.CharField(max_length=200, blank=True)
    participant_remote_id = models.CharField(max_length=200, blank=True)
    recording_remote_id = models.CharField(max_length=200, blank=True)

    state = models.CharField(
        max_length=20,
        choices=CallbackState.choices,
        default=CallbackState.RECEIVED,
    )
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True, blank=True)
    # What applying it did, one sentence each.
    effects = models.JSONField(default=list, blank=True)
    error = models.TextField(blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["received", "failed"]),
                name="callback_due",
            ),
            models.Index(
                fields=["session_remote_id", "participant_remote_id", "id"],
                name="callback_of_session",
            ),
            models.Index(fields=["room_remote_id", "id"], name="callback_of_room"),
            models.Index(fields=["recording_remote_id", "id"], name="callback_of_recording"),
            models.Index(fields=["received_at", "id"], name="callback_by_receipt"),
            models.Index(fields=["state", "id"], name="callback_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'callback'} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("callbacks:detail", args=[self.pk])

    @property
    def badge(self) -> CallbackState:
        return CallbackState(self.state)

    @property
    def title(self) -> str:
        return (
            str(CallbackKind(self.kind).label) if self.kind else self.event or str(_("Unreadable"))
        )

    @property
    def text(self) -> str:
        return bytes(self.body).decode("utf-8", "replace")
