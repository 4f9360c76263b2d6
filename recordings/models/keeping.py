from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from recordings.models.recording import Recording

if TYPE_CHECKING:
    from typing import Self


class Hold(models.Model):
    """Nothing deletes a recording while it is held, whoever asks and by whatever way."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="hold")
    reason = models.CharField(max_length=500)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    held_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"hold on {self.recording_id}"


class TrashQuerySet(models.QuerySet["Trash"]):
    def due(self) -> Self:
        return self.filter(next_attempt_at__lte=timezone.now(), recording__hold=None)


class Trash(models.Model):
    """A recording that the API is asked to delete when its time has come, unless it is restored."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="trash")
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What put it there, when that was not a person.
    put_by_rule = models.CharField(max_length=200, blank=True)
    put_at = models.DateTimeField(default=timezone.now)
    delete_after = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_index=True)
    error = models.TextField(blank=True)
    # While the API is being asked, nobody can restore or hold it any more.
    deleting_since = models.DateTimeField(null=True, blank=True)

    objects = TrashQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "trash"
        indexes: ClassVar = [models.Index(fields=["delete_after", "id"], name="trash_by_end")]

    def __str__(self) -> str:
        return f"{self.recording_id} until {self.delete_after}"

    @property
    def time_left(self) -> timedelta:
        return max(self.delete_after - timezone.now(), timedelta(0))
