"""A change that is made only to what its caller has read: ETag and If-Match (RFC 9110)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.core.cache import cache

from api.problems import Refused
from rooms.edit_form import room_values
from rooms.models import Room
from rooms.services import room_refresh, wire_time

# What a change takes at the very worst; who was killed meanwhile keeps others out for so long.
TURN_SECONDS = 120
WAIT_SECONDS = 10.0


def room_tag(room: Room) -> str:
    """The entity tag of what can be changed of `room`: who is in it just now makes no difference."""
    values = json.dumps(room_values(room), default=_plain, sort_keys=True)
    return f'"{sha256(values.encode()).hexdigest()[:32]}"'


@contextmanager
def room_turn(room: Room) -> Iterator[None]:
    """Calls that change the same room take turns. Raises Refused for who has waited too long."""
    key, deadline = f"api.room_turn.{room.pk}", time.monotonic() + WAIT_SECONDS
    while not cache.add(key, 1, TURN_SECONDS):
        if time.monotonic() > deadline:
            raise Refused(HTTPStatus.CONFLICT, "Others are changing this room: try again.")
        time.sleep(0.05)
    try:
        yield
    finally:
        cache.delete(key)


def require_unchanged(room: Room, if_match: str | None) -> None:
    """Ask the Meetings API how `room` is now. Does nothing without `if_match`.

    Raises Refused when it is not what the caller has read, and MeetingsApiError.
    """
    if if_match is None:
        return
    now = room_refresh(room=room)
    # What compresses an answer on its way makes its tag a weak one.
    tags = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if now.is_gone or not tags & {"*", room_tag(now)}:
        raise Refused(
            HTTPStatus.PRECONDITION_FAILED,
            "The room is not as you have read it any more: read it again, and decide anew.",
        )


def _plain(value: Any) -> str:
    return wire_time(value) if isinstance(value, datetime) else str(value)
