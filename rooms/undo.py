"""Taking back a change of a room, as long as nobody has changed the same since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from rooms.edit_form import room_values
from rooms.edit_save import RoomChanged, RoomGone
from rooms.expiry import SHORTEST_NOTICE
from rooms.models import Room
from rooms.services import room_refresh, room_update

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = ("display_name", "expires_at", "metadata")
_SALT = "rooms.undo"
_OFFERED_FOR = timedelta(hours=1)

# {field: its value before the change, and after it}
Change = dict[str, tuple[Any, Any]]


def undo_url(before: Room, after: Room) -> str:
    """Where to post to take the change back; empty when the API would not have it back."""
    old, new = room_values(before), room_values(after)
    change = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    if not change or set(change) - set(FIELDS) or not _is_far_enough(change):
        return ""
    token = signing.dumps(_plain(change), salt=_salt(after), compress=True)
    return f"{reverse('rooms:undo', args=[after.remote_id])}?{urlencode({'change': token})}"


def _is_far_enough(change: Change) -> bool:
    if "expires_at" not in change:
        return True
    old, _new = change["expires_at"]
    return old is not None and old > timezone.now() + SHORTEST_NOTICE


def change_read(token: str, room: Room) -> Change:
    """Raises BadSignature."""
    plain = signing.loads(token, salt=_salt(room), max_age=_OFFERED_FOR)
    return {name: (_value(name, old), _value(name, new)) for name, (old, new) in plain.items()}


def wire_changes(change: Change) -> dict[str, Any]:
    """The fields of the update body that take it back."""
    return {name: old or None for name, (old, _new) in change.items()}


def change_take_back(*, room: Room, change: Change, actor: User) -> Room:
    """Raises RoomGone, RoomChanged, MeetingsApiError."""
    room = room_refresh(room=room)
    if room.is_gone:
        raise RoomGone
    now = room_values(room)
    if any(now[name] != new for name, (_old, new) in change.items()):
        raise RoomChanged([])
    return room_update(room=room, changes=wire_changes(change), actor=actor)


def _salt(room: Room) -> str:
    return f"{_SALT}:{room.remote_id}"


def _plain(change: Change) -> dict[str, list[Any]]:
    return {name: [_text(old), _text(new)] for name, (old, new) in change.items()}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, plain: Any) -> Any:
    return datetime.fromisoformat(plain) if name == "expires_at" and plain else plain
