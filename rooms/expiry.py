"""When a room shall end: what the contract's section 2 allows, and the usual steps ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The API wants more than this.
SHORTEST_NOTICE = timedelta(minutes=10)
# The longest that any version of the API allowed.
LONGEST_NOTICE = timedelta(days=5 * 365 + 2)
# The calendar ends with the year 9999, in every zone.
_LAST_MOMENT = datetime(9990, 1, 1, tzinfo=UTC)


class ExpiryPreset(models.TextChoices):
    HOUR = "1h", _("+1 h")
    DAY = "1d", _("+1 day")
    WEEK = "7d", _("+7 days")
    MONTH = "30d", _("+30 days")

    @property
    def step(self) -> timedelta:
        return _STEPS[self]


_STEPS = {
    ExpiryPreset.HOUR: timedelta(hours=1),
    ExpiryPreset.DAY: timedelta(days=1),
    ExpiryPreset.WEEK: timedelta(days=7),
    ExpiryPreset.MONTH: timedelta(days=30),
}


def preset_named(value: str | None) -> ExpiryPreset | None:
    return ExpiryPreset(value) if value in ExpiryPreset.values else None


def extended(expires_at: datetime | None, preset: ExpiryPreset) -> datetime:
    """From the expiry when it is still ahead, from now otherwise."""
    base = max(expires_at or timezone.now(), timezone.now())
    return min(base, _LAST_MOMENT) + preset.step


def whole_minute_after(moment: datetime) -> datetime:
    """What a field without seconds can show; never earlier than `moment`."""
    rest = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment + (timedelta(minutes=1) - rest if rest else timedelta())
