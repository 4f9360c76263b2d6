from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CachedResource(models.Model):
    """What the API last said about one of its objects.

    `payload` is its whole JSON, less what is secret or expires (host links, recording links).
    Columns of subclasses repeat only what is filtered, sorted, joined or shown.
    """

    remote_id = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    # When an answer of the API last told something new; None: known from callbacks only.
    synced_at = models.DateTimeField(null=True, blank=True)
    # When the API was found not to have it any more.
    gone_at = models.DateTimeField(null=True, blank=True)
    # When it was deleted from here.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_gone(self) -> bool:
        return self.gone_at is not None or self.deleted_at is not None


class AuditEntry(models.Model):
    """Who did what, to what, with what outcome. Written also when the API refused."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=200)
    target_name = models.TextField(blank=True)
    # {field: {"before": ..., "after": ...}}
    changes = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.DONE)
    detail = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["target", "-id"], name="audit_of_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}: {self.outcome}"
