from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from rooms.models.walk import RoomWalk

LONGEST_VALUE = 500


class DriftKind(models.TextChoices):
    ROOM = "room", _("Room")
    SESSION = "session", _("Session")
    RECORDING = "recording", _("Recording")


class DriftWinner(models.TextChoices):
    API = "api", _("taken over")
    HERE = "here", _("ours kept, being newer")


class FoundBy(models.TextChoices):
    WALK = "walk", _("Walk")
    REFRESH = "refresh", _("Question about one room")
    CHECK = "check", _("Check of recordings")


class Drift(models.Model):
    """A field in which the cache and an answer of the API were found to differ.

    By its name, not by a foreign key: it tells of the past, and more of them go than rooms.
    """

    at = models.DateTimeField(default=timezone.now)
    found_by = models.CharField(max_length=20, choices=FoundBy.choices)
    walk = models.ForeignKey(RoomWalk, null=True, on_delete=models.CASCADE, related_name="drifts")
    kind = models.CharField(max_length=20, choices=DriftKind.choices)
    remote_id = models.CharField(max_length=200)
    name = models.TextField(blank=True)
    field = models.CharField(max_length=100)
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    winner = models.CharField(max_length=10, choices=DriftWinner.choices, default=DriftWinner.API)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["walk", "id"], name="drift_of_walk"),
            models.Index(fields=["remote_id", "id"], name="drift_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_id}: {self.field}"

    @property
    def url(self) -> str:
        pages = {"room": "rooms:detail", "session": "sessions:detail"}
        return reverse(pages.get(self.kind, "recordings:detail"), args=[self.remote_id])

    @property
    def words(self) -> str:
        return self.field.replace("_", " ").replace(".", ": ")

    @property
    def ours_shown(self) -> Any:
        return _shown(self.ours)

    @property
    def theirs_shown(self) -> Any:
        return _shown(self.theirs)


def _shown(value: Any) -> Any:
    return (_moment(value) or value) if isinstance(value, str) else value


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
