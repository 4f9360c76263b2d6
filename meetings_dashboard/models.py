from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class UsageDay(models.Model):
    """A day in UTC whose sessions have been counted; a day without any is counted too."""

    day = models.DateField(unique=True)
    counted_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.day.isoformat()


class UsageSlot(models.Model):
    """What the sessions that began in one quarter of an hour add up to.

    Once for each of their rooms, and once for all of them together, without a room. Of quarters
    the days of every time zone can be put together.
    """

    day = models.ForeignKey(UsageDay, on_delete=models.CASCADE, related_name="slots")
    at = models.DateTimeField()
    room = models.ForeignKey("rooms.Room", null=True, on_delete=models.CASCADE, related_name="+")
    sessions = models.PositiveIntegerField()
    participant_seconds = models.PositiveBigIntegerField()
    recorded_seconds = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=Q(room=None), name="usage_of_all_rooms"),
            models.Index(fields=["room", "at"], name="usage_of_room"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.sessions}"
