from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from meetings_api import Dialect
from rooms.models import Room, RoomState, RoomType

# Form field -> the field of the update body that carries it (the contract, section 2.1).
WIRE_FIELDS = {
    "display_name": "display_name",
    "expires_at": "expires_at",
    "metadata": "metadata",
    "auto_record": "recording_options",
    "record_only_owner": "recording_options",
    "expire_after_use": "expire_after_use",
}
LONG_TERM_ONLY = {"expires_at", "expire_after_use"}


@dataclass(frozen=True)
class RoomAbilities:
    """What this user may, and this API can, do to one room: no page offers more."""

    editable_fields: frozenset[str]
    can_extend: bool
    can_delete: bool
    can_reveal_host_link: bool

    @classmethod
    def of(cls, room: Room, user: User, dialect: Dialect) -> RoomAbilities:
        there = not room.is_gone
        may_change = there and user.has_perm("rooms.change_room")
        fields = editable_fields(room, dialect) if may_change else frozenset()
        return cls(
            editable_fields=fields,
            can_extend="expires_at" in fields,
            can_delete=there and dialect.can_delete_rooms and user.has_perm("rooms.delete_room"),
            can_reveal_host_link=there
            and user.has_perm("rooms.reveal_host_link")
            and room.state != RoomState.EXPIRED,
        )

    @property
    def can_edit(self) -> bool:
        return bool(self.editable_fields)


def editable_fields(room: Room, dialect: Dialect) -> frozenset[str]:
    """The API answers 404 to a change of an expired room, so nothing of one can be edited."""
    if not room.is_known or room.is_gone or room.is_expired:
        return frozenset()
    possible = {
        name
        for name, wire_name in WIRE_FIELDS.items()
        if wire_name in dialect.updatable_room_fields
    }
    if room.type == RoomType.LONG_TERM:
        return frozenset(possible)
    # v1 refuses every change of an instant room; the beta guide's rooms were all updatable.
    return frozenset(possible - LONG_TERM_ONLY) if dialect is Dialect.BETA else frozenset()


def why_not_editable(room: Room) -> str:
    if room.is_gone:
        return _("%(name)s is gone: it cannot be changed any more.") % {"name": room.name}
    if not room.is_known:
        return _("Nothing but the id of this room is known: refresh it from the API first.")
    if room.is_expired:
        return _("%(name)s has expired: the API takes no change of it.") % {"name": room.name}
    return _("This version of the Meetings API cannot change an instant room.")
