from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices
from webhooks.names import person_seen_in, unnamed
from webhooks.refusals import RefusalReason

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

    ignored is also what was dead and somebody has set aside.

    rejected: the sender was right, the body was not; it was answered 400 and is kept to be seen.
    """

    RECEIVED = "received", Tone.NEUTRAL, "inbox-arrow-down", _("Received")
    APPLIED = "applied", Tone.LIVE, "check-circle", _("Applied")
    IGNORED = "ignored", Tone.NEUTRAL, "minus-circle", _("Ignored")
    FAILED = "failed", Tone.ATTENTION, "exclamation-triangle", _("Failed, will retry")
    DEAD = "dead", Tone.BROKEN, "x-circle", _("Failed for good")
    REJECTED = "rejected", Tone.BROKEN, "no-symbol", _("Rejected")


# What lists leave in the database: a body alone may have 64 kB.
LONG_FIELDS = ("body", "headers", "payload", "history")
BROKEN = (CallbackState.FAILED, CallbackState.DEAD)
PENDING = (CallbackState.RECEIVED, CallbackState.FAILED)


class IsBroken(models.Func):
    """With its states in the text: SQLite cannot tell from parameters that an index covers them."""

    template = "%(expressions)s IN ('failed', 'dead')"
    arity = 1
    output_field = models.BooleanField()


class CallbackQuerySet(models.QuerySet["Callback"]):
    def due(self) -> Self:
        return self.filter(state__in=PENDING, next_attempt_at__lte=timezone.now())

    def signed_with(self, signature_id: str) -> Self:
        # The exclusion is what lets SQLite use the index of those that are signed.
        return self.filter(signature_id=signature_id).exclude(signature_id="")

    def broken(self) -> Self:
        return self.filter(IsBroken("state"))

    def in_state(self, state: CallbackState) -> Self:
        found = self.broken() if state in BROKEN else self
        return found.filter(state=state)


class Callback(models.Model):
    """One received event: stored before it is acknowledged, applied after.

    The row and its effects commit together, so `applied` means that they are there.
    """

    received_at = models.DateTimeField(default=timezone.now)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # Digest of the number (jti) of the signature that it came with, blank for one without.
    signature_id = models.CharField(max_length=64, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    payload = models.JSONField(null=True, blank=True)
    # As the sender spelled it; kind is the canonical one, blank when it is not known.
    event = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=40, choices=CallbackKind.choices, blank=True)
    # The room that it names, else that of its session as soon as that is known.
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
    # Attempts and replays, see `webhooks.timeline`; empty when it was applied at once.
    history = models.JSONField(default=list, blank=True)
    # When somebody last asked for it to be applied again.
    replayed_at = models.DateTimeField(null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["received", "failed"]),
                name="callback_due",
            ),
            models.Index(fields=["session_remote_id", "id"], name="callback_of_session"),
            models.Index(fields=["participant_remote_id", "id"], name="callback_of_person"),
            models.Index(fields=["room_remote_id", "id"], name="callback_of_room"),
            models.Index(fields=["recording_remote_id", "id"], name="callback_of_recording"),
            models.Index(fields=["received_at", "id"], name="callback_by_receipt"),
            models.Index(fields=["state", "id"], name="callback_by_state"),
            # In the order of the list, which two states of `callback_by_state` are not in.
            models.Index(
                fields=["id"],
                condition=Q(state__in=BROKEN),
                name="callback_broken",
            ),
            models.Index(fields=["kind", "received_at", "id"], name="callback_by_kind"),
        ]
        constraints: ClassVar = [
            # A signature is taken once, also by several processes at the same moment.
            models.UniqueConstraint(
                fields=["signature_id"],
                condition=~Q(signature_id=""),
                name="callback_of_signature",
            ),
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
    def person_seen(self) -> str:
        return person_seen_in(self)

    @property
    def error_seen(self) -> str:
        return str(unnamed(self)(self.error))

    @property
    def text(self) -> str:
        return bytes(self.body).decode("utf-8", "replace")


class RefusalCount(models.Model):
    """How many callbacks were turned away in one minute for one reason."""

    minute = models.DateTimeField()
    reason = models.CharField(max_length=40, choices=RefusalReason.choices)
    count = models.PositiveBigIntegerField()

    class Meta:
        # Nobody edits it, and who may see callbacks may see it.
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minute", "reason"], name="refusals_of_a_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.reason} at {self.minute:%H:%M}"


class ReplayRunState(TonedChoices):
    """running -> complete or cancelled."""

    RUNNING = "running", Tone.NEUTRAL, "arrow-path", _("Running")
    COMPLETE = "complete", Tone.LIVE, "check-circle", _("Complete")
    CANCELLED = "cancelled", Tone.ATTENTION, "stop-circle", _("Cancelled")


class ReplayRun(models.Model):
    """All callbacks that a filter matched when it was started, being replayed by their key."""

    # A run that has shown no sign of life for this long goes on in another worker.
    LEASE = timedelta(seconds=30)

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The filters as a query string, with their times made absolute.
    query = models.TextField(blank=True)
    state = models.CharField(
        max_length=20,
        choices=ReplayRunState.choices,
        default=ReplayRunState.RUNNING,
    )
    total = models.PositiveIntegerField()
    replayed = models.PositiveIntegerField(default=0)
    # The newest callback that is meant, and the newest that was reached.
    last_pk = models.PositiveBigIntegerField()
    reached_pk = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["beat_at"], condition=Q(state="running"), name="replay_running"),
        ]

    def __str__(self) -> str:
        return f"replay {self.pk}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("callbacks:replay_run", args=[self.pk])

    @property
    def badge(self) -> ReplayRunState:
        return ReplayRunState(self.state)

    @property
    def started_by_name(self) -> str:
        return self.started_by.get_username() if self.started_by else ""

    @property
    def is_over(self) -> bool:
        return self.state != ReplayRunState.RUNNING


class TokenUse(models.Model):
    """When the newest callback came with a token, to the minute."""

    fingerprint = models.CharField(max_length=8, unique=True)
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.fingerprint} used at {self.used_at:%Y-%m-%d %H:%M}"
