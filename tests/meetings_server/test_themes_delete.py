from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import invalid, missing, refusal
from tests.meetings_server.themes import THEMES, create_theme, set_default
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def theme_id(server: MeetingsServerProcess) -> str:
    theme_id: str = create_theme(server)["theme_id"]
    return theme_id


def delete(server: MeetingsServerProcess, theme_id: str, **query: Any):
    return server.api("DELETE", f"{THEMES}/{theme_id}", params=query)


def theme_of(server: MeetingsServerProcess, room: dict[str, Any]) -> str | None:
    theme_id: str | None = server.api("GET", f"/v1/meetings/rooms/{room['id']}").json()["theme_id"]
    return theme_id


def in_use(*errors: str) -> dict[str, Any]:
    return {
        "message": "could not delete theme",
        "name": "BadRequestError",
        "errors": [*errors],
        "status": 400,
    }


@pytest.mark.parametrize("query", [{}, {"force": "False"}, {"force": "true"}])
def test_it_deletes_a_theme_that_nobody_uses(
    server: MeetingsServerProcess, theme_id: str, query: dict[str, str]
) -> None:
    response = delete(server, theme_id, **query)

    assert (response.status_code, response.content) == (204, b"")
    assert server.api("GET", THEMES).json() == []


@pytest.mark.parametrize(("count", "rooms"), [(1, "1 room"), (2, "2 rooms")])
def test_it_keeps_a_theme_of_rooms(
    server: MeetingsServerProcess, theme_id: str, count: int, rooms: str
) -> None:
    for _ in range(count):
        server.create_room(theme_id=theme_id)

    response = delete(server, theme_id)

    assert response.status_code == 400
    assert response.json() == in_use(f"Theme {theme_id} is used by {rooms}")


def test_it_keeps_the_default_theme(server: MeetingsServerProcess, theme_id: str) -> None:
    set_default(server, theme_id)

    response = delete(server, theme_id, force="false")

    line = f"Theme {theme_id} is used as application {server.application_id} default theme"
    assert (response.status_code, response.json()) == (400, in_use(line))


def test_a_deleted_room_does_not_keep_its_theme(
    server: MeetingsServerProcess, theme_id: str
) -> None:
    room = server.create_room(theme_id=theme_id)
    server.api("DELETE", f"/beta/meetings/rooms/{room['id']}")

    assert delete(server, theme_id).status_code == 204


@pytest.mark.parametrize("force", ["true", "True", "TRUE"])
def test_force_gives_its_rooms_the_default_theme(
    server: MeetingsServerProcess, theme_id: str, force: str
) -> None:
    default = create_theme(server)["theme_id"]
    set_default(server, default)
    room = server.create_room(theme_id=theme_id)

    response = delete(server, theme_id, force=force)

    assert (response.status_code, theme_of(server, room)) == (204, default)


def test_force_leaves_rooms_without_theme_when_it_was_the_default(
    server: MeetingsServerProcess, theme_id: str
) -> None:
    room = server.create_room(theme_id=theme_id)
    set_default(server, theme_id)

    response = delete(server, theme_id, force="true")

    assert (response.status_code, theme_of(server, room)) == (204, None)


def test_it_refuses_a_force_that_is_neither(server: MeetingsServerProcess, theme_id: str) -> None:
    assert refusal(delete(server, theme_id, force="maybe")) == invalid('"force" must be a boolean')


def test_it_does_not_find_what_is_deleted(server: MeetingsServerProcess, theme_id: str) -> None:
    delete(server, theme_id)

    assert refusal(delete(server, theme_id)) == missing(f"could not find theme {theme_id}")
