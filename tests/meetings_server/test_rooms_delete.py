from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import missing, refusal
from tests.support.meetings_server import MeetingsServerProcess


def delete(server: MeetingsServerProcess, room: dict[str, Any], family: str = "beta/meetings"):
    return server.api("DELETE", f"/{family}/rooms/{room['id']}")


def test_a_deleted_room_leaves_the_list(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    response = delete(server, room)

    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Type" not in response.headers
    assert server.api("GET", "/beta/meetings/rooms").json()["total_items"] == 0


@pytest.mark.parametrize("family", ["beta/meetings", "v1/meetings"])
def test_a_deleted_room_is_kept_as_unavailable(
    server: MeetingsServerProcess, room: dict[str, Any], family: str
) -> None:
    delete(server, room)

    kept = server.api("GET", f"/{family}/rooms/{room['id']}").json()

    assert (kept["display_name"], kept["is_available"]) == (room["display_name"], False)


def test_a_deleted_room_is_not_deleted_again(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    delete(server, room)

    message = f"Failed to fetch resource with id {room['id']}"
    assert refusal(delete(server, room)) == missing(message)


def test_a_deleted_room_is_not_changed(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    delete(server, room)
    body = {"update_details": {"metadata": "x"}}

    response = server.api("PATCH", f"/beta/meetings/rooms/{room['id']}", json=body)

    assert refusal(response) == missing(f"Failed to fetch resource with id {room['id']}")


def test_it_knows_no_such_room(server: MeetingsServerProcess) -> None:
    message = "Failed to fetch resource with id no-such-room"
    assert refusal(delete(server, {"id": "no-such-room"})) == missing(message)


@pytest.mark.parametrize("family", ["meetings", "v1/meetings", "v0.1/meetings"])
def test_later_families_delete_no_rooms(
    server: MeetingsServerProcess, room: dict[str, Any], family: str
) -> None:
    response = delete(server, room, family)

    assert refusal(response) == missing(f"Cannot DELETE /{family}/rooms/{room['id']}")
    assert server.api("GET", "/beta/meetings/rooms").json()["total_items"] == 1
