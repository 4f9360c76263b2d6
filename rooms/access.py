"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from core.text import storable
from rooms.models import MeetingSession, Room, RoomWalk
from rooms.models.room import RoomQuerySet
from rooms.models.session import MeetingSessionQuerySet


def rooms_for(user: User) -> RoomQuerySet:
    """The rooms that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_room")
    return Room.objects.all()


def sessions_for(user: User) -> MeetingSessionQuerySet:
    """The sessions that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_meetingsession")
    return MeetingSession.objects.all()


def walks_for(user: User) -> QuerySet[RoomWalk]:
    """The walks that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_roomwalk")
    return RoomWalk.objects.all()


def get_room_for(user: User, room_id: str) -> Room:
    """Raises Http404 for a room that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(rooms_for(user).with_state(), remote_id=storable(room_id))


def get_editable_room_for(user: User, room_id: str) -> Room:
    require(user, "rooms.change_room")
    return get_room_for(user, room_id)


def get_deletable_room_for(user: User, room_id: str) -> Room:
    require(user, "rooms.delete_room")
    return get_room_for(user, room_id)


def get_session_for(user: User, session_id: str) -> MeetingSession:
    return get_object_or_404(
        sessions_for(user).with_figures().select_related("room"),
        remote_id=storable(session_id),
    )


def require(user: User, permission: str) -> None:
    if not user.has_perm(permission):
        raise PermissionDenied
