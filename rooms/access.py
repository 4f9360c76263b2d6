"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.models import User
from accounts.sight import sight_of
from core.text import storable
from rooms.models import Drift, DriftKind, MeetingSession, Room, RoomWalk
from rooms.models.room import RoomQuerySet
from rooms.models.session import MeetingSessionQuerySet
from rooms.scopes import within_scope


def rooms_for(user: User) -> RoomQuerySet:
    """The rooms that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_room")
    return Room.objects.filter(within_scope(user))


def sessions_for(user: User) -> MeetingSessionQuerySet:
    """The sessions that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_meetingsession")
    return MeetingSession.objects.filter(within_scope(user, "room__"))


def walks_for(user: User) -> QuerySet[RoomWalk]:
    """The walks that `user` may see. Raises PermissionDenied."""
    require(user, "rooms.view_roomwalk")
    return RoomWalk.objects.all()


def get_walk_for(user: User, walk_pk: int) -> RoomWalk:
    return get_object_or_404(walks_for(user), pk=walk_pk)


def drifts_for(user: User) -> QuerySet[Drift]:
    """What was found to differ, as far as `user` may see it. Raises PermissionDenied."""
    require(user, "rooms.view_drift")
    if sight_of(user).scopes is None:
        return Drift.objects.all()
    # By their names only: what differed in recordings is for who sees all rooms.
    rooms = Room.objects.filter(within_scope(user))
    sessions = MeetingSession.objects.filter(within_scope(user, "room__"))
    return Drift.objects.filter(
        Q(kind=DriftKind.ROOM, remote_id__in=rooms.values("remote_id"))
        | Q(kind=DriftKind.SESSION, remote_id__in=sessions.values("remote_id"))
    )


def get_room_for(user: User, room_id: str) -> Room:
    """Raises Http404 for a room that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(rooms_for(user).with_state(), remote_id=storable(room_id))


def get_editable_room_for(user: User, room_id: str) -> Room:
    require(user, "rooms.change_room")
    return get_room_for(user, room_id)


def get_revealable_room_for(user: User, room_id: str) -> Room:
    require(user, "rooms.reveal_host_link")
    return get_room_for(user, room_id)


def get_deletable_room_for(user: User, room_id: str) -> Room:
    require(user, "rooms.delete_room")
    return get_room_for(user, room_id)


def get_session_for(user: User, session_id: str) -> MeetingSession:
    return get_object_or_404(
        sessions_for(user).with_figures().select_related("room"),
        remote_id=storable(session_id),
    )
