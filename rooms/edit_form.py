from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from rooms.abilities import WIRE_FIELDS
from rooms.fields import LOCAL_FORMAT, LocalTimeField, check_notice
from rooms.forms import RECORDING_OPTIONS, RoomForm
from rooms.models import Room

_SALT = "rooms.edit_form"


@dataclass(frozen=True)
class Difference:
    """A field that was changed elsewhere meanwhile; a conflict if it was edited here as well."""

    name: str
    label: str
    mine: Any
    theirs: Any
    is_conflict: bool


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
        self.editable = editable
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

    def differences(self) -> list[Difference]:
        """What was changed elsewhere since this form was made, where it is not the same as here."""
        now, edited = room_values(self.room), self.edited()
        return [
            Difference(
                name,
                str(field.label),
                mine=edited.get(name, self.made_from[name]),
                theirs=now[name],
                is_conflict=name in edited,
            )
            for name, field in self.fields.items()
            if now[name] not in (self.made_from[name], edited.get(name, self.made_from[name]))
        ]

    def rebased(self) -> RoomEditForm:
        """A form of the room as it is now, with what was typed here, and only that, on top."""
        typed = {name: self[name].value() for name in self.changed_data}
        return RoomEditForm(
            initial=typed, room=self.room, editable=self.editable, auto_id=self.auto_id
        )

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


def settled(data: QueryDict, made_from: str) -> QueryDict:
    """What was sent, with each field for which "theirs" was chosen as they left it."""
    settled = data.copy()
    for name, value in _unsigned(made_from).items():
        if data.get(f"keep_{name}") == "theirs":
            settled.setlist(name, _sent(value))
    return settled


def _sent(value: Any) -> list[str]:
    """As a browser would send a field that holds `value`."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, datetime):
        return [timezone.localtime(value).strftime(LOCAL_FORMAT)]
    return [value or ""]


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
