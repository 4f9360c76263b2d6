"""Words for the states of things. Colour never stands alone: a state has an icon and a word too."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from django.db import models


class Tone(StrEnum):
    """The fixed meanings of colour; the stylesheets give each one a `tone-...` class."""

    LIVE = "live"
    ATTENTION = "attention"
    BROKEN = "broken"
    RECORDING = "recording"
    NEUTRAL = "neutral"
    GONE = "gone"


class TonedChoices(models.TextChoices):
    """Choices whose members know how they look.

    A member is written `NAME = value, tone, icon, label`, where `icon` is the name of a heroicon:

        LIVE = "live", Tone.LIVE, "signal", _("Live")
    """

    tone: Tone
    icon: str

    def __new__(cls, value: str, tone: Tone = Tone.NEUTRAL, icon: str = "minus-circle") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        member.icon = icon
        return member
