from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from jobs.models import Job


class ZipBundle(models.Model):
    """The zip that a job makes of several films; only a ready one is ever handed out."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="zip_bundle")
    # Its name below ZIP_DIR.
    file_name = models.CharField(max_length=100)
    # Up to where it is a whole zip; what a worker wrote behind that before it died is cut off.
    whole_bytes = models.PositiveBigIntegerField(default=0)
    # Which films are in it, by recording: the name of each.
    names = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    # How long it can be fetched.
    LIFETIME = timedelta(hours=24)

    def __str__(self) -> str:
        return self.file_name

    @property
    def expires_at(self) -> datetime | None:
        return self.ready_at + self.LIFETIME if self.ready_at else None

    @property
    def is_there(self) -> bool:
        return self.ready_at is not None and timezone.now() < self.ready_at + self.LIFETIME
