from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema
from pydantic import ConfigDict, Field

from accounts.models import TokenScope, User
from api.answers import answers, needs
from api.caller import user_of
from api.lists import Listed, ListQuery, filters_of, listed, require_cursor
from api.moments import Moment
from api.preconditions import require_unchanged, room_tag, room_turn
from api.problems import FieldProblem, Refused, not_accepted
from core.api import get_dialect
from core.text import storable
from rooms.abilities import editable_fields, why_not_editable
from rooms.access import get_editable_room_for, rooms_for
from rooms.fields import check_notice
from rooms.forms import LONGEST_NAME, RoomForm
from rooms.listing import SORT_KEYS, RoomFilters
from rooms.models import Room, RoomState, RoomType
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.services import room_update

router = Router(tags=["Rooms"])
IF_MATCH = (
    "The ETag that the room was read with: where that is not as it was, nothing is changed, and the "
    "answer is a 412. Without it, the last change wins."
)


class RoomQuery(ListQuery):
    q: str | None = Field(None, max_length=200, description="Part of the name or metadata; code.")
    type: Literal["instant", "long_term"] | None = None
    state: Literal["live", "open", "expired", "gone"] | None = Field(
        None, description="Without it: all that are not gone."
    )
    view: Literal["expiring", "unused"] | None = None
    sort: Literal[
        "name",
        "-name",
        "expires",
        "-expires",
        "created",
        "-created",
        "last_session",
        "-last_session",
    ] = "name"


class RoomItem(Schema):
    """A room, as the dashboard knows it."""

    id: str
    name: str
    type: RoomType | None = Field(description="Null while nothing but the id is known.")
    state: RoomState
    metadata: str
    meeting_code: str
    guest_url: str
    auto_record: bool
    record_only_owner: bool
    expire_after_use: bool
    created_at: datetime | None
    expires_at: datetime | None
    last_session_at: datetime | None
    people_now: int
    recording_count: int
    synced_at: datetime | None = Field(description="When the Meetings API last told something new.")


class RoomChanges(Schema):
    """What is to be changed; what is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=LONGEST_NAME)
    expires_at: Moment | None = Field(
        None, description="More than ten minutes ahead, five years at most."
    )


@router.get(
    "/",
    response=answers(Listed[RoomItem]),
    summary="List rooms",
    url_name="rooms",
    openapi_extra=needs(TokenScope.ROOMS_READ),
)
def list_rooms(request: HttpRequest, query: Annotated[RoomQuery, Query()]) -> dict[str, Any]:
    rooms = rooms_for(user_of(request))
    filters = filters_of(request, query, RoomFilters)
    key, descending = SORT_KEYS[query.sort.removeprefix("-")], query.sort.startswith("-")
    require_cursor(query, key=key, descending=descending)
    return listed(request, filters.page(rooms, size=query.limit), room_item)


@router.get(
    "/{room_id}/",
    response=answers(RoomItem, 404),
    summary="One room",
    url_name="room",
    openapi_extra=needs(TokenScope.ROOMS_READ),
)
def get_room(request: HttpRequest, response: HttpResponse, room_id: str) -> RoomItem:
    """Its `ETag` stands for what can be changed of it."""
    return _item_of(request, response, room_id)


@router.patch(
    "/{room_id}/",
    response=answers(RoomItem, 400, 404, 409, 412, 502),
    summary="Rename a room, or change when it expires",
    url_name="room",
    openapi_extra=needs(TokenScope.ROOMS_WRITE),
)
def change_room(
    request: HttpRequest,
    response: HttpResponse,
    room_id: str,
    changes: RoomChanges,
    if_match: Annotated[
        str | None, Header(None, alias="If-Match", max_length=1000, description=IF_MATCH)
    ] = None,
) -> RoomItem:
    """The Meetings API is asked first; what it refuses is a 409 with its own words."""
    user = user_of(request)
    with room_turn(get_editable_room_for(user, room_id)):
        require_unchanged(get_editable_room_for(user, room_id), if_match)
        _change(user, get_editable_room_for(user, room_id), changes)
    return _item_of(request, response, room_id)


def _change(user: User, room: Room, changes: RoomChanges) -> None:
    wire = _wire_changes(room, changes)
    if not wire:
        return
    _require_editable(room, wire)
    if leaves_scope(user, wire, room):
        raise Refused(HTTPStatus.CONFLICT, str(LEAVES_SCOPE))
    room_update(room=room, changes=wire, actor=user)


def room_item(room: Room) -> RoomItem:
    """`room` has its state and its figures."""
    return RoomItem(
        id=room.remote_id,
        name=room.display_name,
        type=RoomType(room.type) if room.type in RoomType.values else None,
        state=room.state,
        metadata=room.metadata,
        meeting_code=room.meeting_code,
        guest_url=room.guest_url,
        auto_record=room.auto_record,
        record_only_owner=room.record_only_owner,
        expire_after_use=room.expire_after_use,
        created_at=room.created_at,
        expires_at=room.expires_at,
        last_session_at=room.last_session_at,
        people_now=room.people_now,  # type: ignore[attr-defined]
        recording_count=room.recording_count,  # type: ignore[attr-defined]
        synced_at=room.synced_at,
    )


def _item_of(request: HttpRequest, response: HttpResponse, room_id: str) -> RoomItem:
    rooms = rooms_for(user_of(request)).with_state().with_figures()
    room = get_object_or_404(rooms, remote_id=storable(room_id))
    response["ETag"] = room_tag(room)
    return room_item(room)


def _wire_changes(room: Room, changes: RoomChanges) -> dict[str, Any]:
    """Only what differs. Raises Refused for what no API takes."""
    wire: dict[str, Any] = {}
    with _problems_at("body.name"):
        if changes.name not in (None, room.display_name):
            wire["display_name"] = RoomForm.base_fields["display_name"].clean(changes.name)
    with _problems_at("body.expires_at"):
        if changes.expires_at not in (None, room.expires_at):
            check_notice(changes.expires_at)
            wire["expires_at"] = changes.expires_at
    return wire


@contextmanager
def _problems_at(where: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        message = " ".join(error.messages)
        raise not_accepted([FieldProblem(where=where, message=message)]) from None


def _require_editable(room: Room, wire: dict[str, Any]) -> None:
    editable = editable_fields(room, get_dialect())
    if not editable:
        raise Refused(HTTPStatus.CONFLICT, why_not_editable(room))
    if not wire.keys() <= editable:
        raise Refused(HTTPStatus.CONFLICT, "Only a long-term room has an expiry to be changed.")
