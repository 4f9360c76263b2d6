from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.provenance import WithProvenance


class CachedResource(WithProvenance):
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


class Immutable(RuntimeError):
    """An entry of the record was to be changed or deleted."""


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
    # Why, in the words of who did it.
    reason = models.TextField(blank=True)
    # Where the request came from, as far as that can be known; both empty for the worker.
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    # Name and public id of the API token that it was done with; blank for a page.
    token = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["target", "-id"], name="audit_of_target"),
            models.Index(fields=["actor", "-id"], name="audit_of_actor"),
            # Of what somebody has never done PostgreSQL would look through the whole table.
            models.Index(fields=["actor", "action", "-id"], name="audit_of_actor_by_action"),
            models.Index(fields=["action", "-id"], name="audit_of_action"),
            models.Index(fields=["address", "-id"], name="audit_of_address"),
            models.Index(
                fields=["-id"], condition=models.Q(outcome="refused"), name="audit_refused"
            ),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}: {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable for an entry that is there already."""
        if not self._state.adding:
            raise Immutable("What was done cannot be changed afterwards.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises Immutable: entries go by their retention only."""
        raise Immutable("What was done cannot be taken from the record.")
