from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRule(models.Model):
    """Which recordings go to the trash by themselves, and when."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    # A new rule does nothing until somebody has seen what it would do.
    is_enabled = models.BooleanField(default=False)
    days = models.PositiveIntegerField(
        _("Days after the recording"),
        validators=[MinValueValidator(1), MaxValueValidator(36_500)],
    )
    only_archived = models.BooleanField(
        _("Only archived ones"),
        default=True,
        help_text=_("What has no copy stays."),
    )
    room_prefix = models.CharField(
        _("Room name begins with"),
        max_length=200,
        blank=True,
        help_text=_("Empty: any room."),
    )
    metadata = models.CharField(
        _("Room metadata contains"),
        max_length=200,
        blank=True,
        help_text=_("Empty: any metadata."),
    )
    last_run_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> str:
        """The same for as long as the rule is about the same recordings."""
        about = [self.days, self.only_archived, self.room_prefix, self.metadata]
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]
