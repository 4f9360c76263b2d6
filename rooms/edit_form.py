from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing

from rooms.abilities import WIRE_FIELDS
from rooms.fields import LocalTimeField, check_notice
from rooms.forms import RECORDING_OPTIONS, RoomForm
from rooms.models import Room

_SALT = "rooms.edit_form"


@dataclass(frozen=True)
class Conflict:
    """A field that was edited here while it was changed elsewhere."""

    label: str
    mine: Any
    theirs: Any


class RoomEditForm(RoomForm):
    """Carries, signed, the values it was made from: what differs from them was edited here."""

    def __init__(
        self,
        *args: Any,
        room: Room,
        editable: frozenset[str],
        made_from: str = "",
        **options: Any,
    ) -> None:
        self.room = room
        self.made_from = room_values(room) | _unsigned(made_from)
        options["initial"] = self.made_from | options.get("initial", {})
        super().__init__(*args, **options)
        for name in set(self.fields) - editable:
            del self.fields[name]
        expires_at = self.fields.get("expires_at")
        if isinstance(expires_at, LocalTimeField):
            expires_at.required = True
            expires_at.kept = self.made_from["expires_at"]

    @property
    def made_from_signed(self) -> str:
        return _signed(self.made_from)

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at is not None and "expires_at" in self.changed_data:
            check_notice(expires_at)
        return expires_at

    def edited(self) -> dict[str, Any]:
        """{form field: its new value} of what was changed here."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def conflicts(self) -> list[Conflict]:
        """What was changed elsewhere too since this form was made; saving again overrules it."""
        now = room_values(self.room)
        found = [
            Conflict(str(self.fields[name].label), mine=mine, theirs=now[name])
            for name, mine in self.edited().items()
            if now[name] not in (self.made_from[name], mine)
        ]
        if found:
            self.made_from = now
        return found

    def wire_changes(self) -> dict[str, Any]:
        """The fields of the update body, only those that were edited.

        Recording options go whole: no source says whether the API merges or replaces them.
        """
        edited = self.edited()
        changes = {name: value for name, value in edited.items() if name not in RECORDING_OPTIONS}
        if changes.get("metadata") == "":
            changes["metadata"] = None
        options = {name: edited[name] for name in RECORDING_OPTIONS if name in edited}
        if options:
            changes["recording_options"] = self._recording_options_now() | options
        return changes

    def _recording_options_now(self) -> dict[str, Any]:
        known = self.room.payload.get("recording_options") or {}
        return {name: known[name] for name in RECORDING_OPTIONS if name in known}


def room_values(room: Room) -> dict[str, Any]:
    return {name: getattr(room, name) for name in WIRE_FIELDS}


def _signed(values: dict[str, Any]) -> str:
    expires_at = values["expires_at"]
    plain = values | {"expires_at": expires_at and expires_at.isoformat()}
    return signing.dumps(plain, salt=_SALT)


def _unsigned(token: str) -> dict[str, Any]:
    """Nothing for a token that was not made here: the room's values of now stand in."""
    try:
        values: dict[str, Any] = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return {}
    expires_at = values["expires_at"]
    return values | {"expires_at": expires_at and datetime.fromisoformat(expires_at)}
