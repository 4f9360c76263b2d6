"""Saving what was edited, unless somebody else changed the same meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.edit_form import Difference, RoomEditForm
from rooms.models import Room
from rooms.services import room_refresh, room_update

if TYPE_CHECKING:
    from accounts.models import User


class RoomGone(Exception):
    """The API does not have the room any more."""


class RoomChanged(Exception):
    """Something that was edited here was changed elsewhere as well; nothing has been saved."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__()
        self.differences = differences


def edit_save(form: RoomEditForm, *, actor: User) -> Room:
    """Raises RoomGone, RoomChanged, MeetingsApiError."""
    # The cache may be a walk behind, and somebody else may have edited the room meanwhile.
    form.room = room_refresh(room=form.room)
    if form.room.is_gone:
        raise RoomGone
    differences = form.differences()
    if any(difference.is_conflict for difference in differences):
        raise RoomChanged(differences)
    return room_update(room=form.room, changes=form.wire_changes(), actor=actor)
