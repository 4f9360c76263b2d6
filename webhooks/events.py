"""Reading a callback's body: what came, under any of its spellings (the contract, section 3.1)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from core.text import cut, storable
from webhooks.models import CallbackKind
from webhooks.names import LONGEST_KEPT

LONGEST_ID = 200
LONGEST_TEXTS = {"name": LONGEST_KEPT, "type": 100}
# Beyond these no clock has been, and other zones' calendars end.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)

# What is printed of an event in guides, drafts and captures differs; all mean one of the eight.
SPELLINGS: dict[str, CallbackKind] = {
    **{kind.value: kind for kind in CallbackKind},
    "room-expired": CallbackKind.ROOM_EXPIRED,
    "pincode-expired": CallbackKind.ROOM_EXPIRED,
    "session-started": CallbackKind.SESSION_STARTED,
    "session-ended": CallbackKind.SESSION_ENDED,
    "participant-joined": CallbackKind.PARTICIPANT_JOINED,
    "participant:joined": CallbackKind.PARTICIPANT_JOINED,
    "participant-left": CallbackKind.PARTICIPANT_LEFT,
    "participant:left": CallbackKind.PARTICIPANT_LEFT,
    "recording-started": CallbackKind.RECORDING_STARTED,
    "recording-ended": CallbackKind.RECORDING_ENDED,
    "recording-stopped": CallbackKind.RECORDING_ENDED,
    "recording:ready": CallbackKind.RECORDING_UPLOADED,
    "recording-ready": CallbackKind.RECORDING_UPLOADED,
    "recording-uploaded": CallbackKind.RECORDING_UPLOADED,
}


class Unreadable(ValueError):
    """A body that is no callback; the text says what was wrong and what is expected."""


class Incomplete(ValueError):
    """A callback of a known event that lacks what it is about."""


def payload_of(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; one inside a JSON string counts too. Raises Unreadable."""
    try:
        value = _parsed(body.decode("utf-8"))
        if isinstance(value, str):
            value = _parsed(value)
        value = storable(value)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is not JSON: {_short(error)}.") from None
    if not isinstance(value, dict):
        raise Unreadable("The body is JSON, but not an object with an event in it.")
    if not isinstance(value.get("event"), str) or not value["event"].strip():
        raise Unreadable('The body has no "event": send its name as a string.')
    return value


def kind_of(event: str) -> CallbackKind | None:
    return SPELLINGS.get(event.strip().lower())


@dataclass(frozen=True)
class Event:
    """A payload, read by field; a required field that is missing raises Incomplete."""

    payload: dict[str, Any]

    def required_id(self, name: str) -> str:
        value = self.optional_id(name)
        if value:
            return value
        if self.payload.get(name):
            raise Incomplete(f'The "{name}" of the callback is no id.')
        raise Incomplete(f'The callback has no "{name}".')

    def optional_id(self, name: str) -> str:
        return id_in(self.payload, name)

    def text(self, name: str) -> str:
        value = self.payload.get(name)
        text = value if isinstance(value, str) else ""
        return cut(text, LONGEST_TEXTS.get(name, len(text)))

    def cuts(self) -> list[str]:
        """A sentence for each text of which only the beginning is taken."""
        texts = [(name, self.payload.get(name), most) for name, most in LONGEST_TEXTS.items()]
        return [
            f'The "{name}" is longer than {most} characters and was cut.'
            for name, text, most in texts
            if isinstance(text, str) and len(text) > most
        ]

    def flag(self, name: str) -> bool:
        return self.payload.get(name) in (True, "true", "True", 1)

    def time(self, name: str) -> datetime | None:
        """A time, in UTC when it names no zone; None when there is none to be read."""
        try:
            moment = parse_datetime(self.text(name))
        except ValueError:
            return None
        if moment is None:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if EARLIEST <= moment < LATEST else None

    def seconds(self, name: str) -> int | None:
        """A length that the contract prints as a number and types as a string."""
        try:
            length = float(self.payload.get(name, ""))
        except (TypeError, ValueError, OverflowError):
            return None
        return round(length) if 0 <= length < 2**31 else None


def id_in(payload: dict[str, Any], name: str) -> str:
    """Blank for what could not be part of a page's address: such an id would break every list.

    One that is too long is no id either: cut, it could be that of something else.
    """
    value = payload.get(name)
    value = value.strip() if isinstance(value, str) else ""
    is_none = "/" in value or value in (".", "..") or len(value) > LONGEST_ID
    return "" if is_none else value


def _parsed(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)


def _finite(digits: str) -> float:
    """No database stores an infinite number as JSON."""
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _short(error: Exception) -> str:
    return str(error).rstrip(".")[:120] or type(error).__name__
