from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.meetings_server.answers import refusal
from tests.meetings_server.themes import create_theme
from tests.support.meetings_server import MeetingsServerProcess

ROOMS = "/v1/meetings/rooms"


@pytest.fixture
def theme(server: MeetingsServerProcess) -> dict[str, Any]:
    return create_theme(server, short_company_url="blue-ltd")


def update(server: MeetingsServerProcess, room: dict[str, Any], theme_id: str | None):
    body = {"update_details": {"theme_id": theme_id}}
    return server.api("PATCH", f"{ROOMS}/{room['id']}", json=body)


@pytest.mark.parametrize("room_type", ["instant", "long_term"])
def test_a_room_is_created_with_a_theme(
    server: MeetingsServerProcess, theme: dict[str, Any], room_type: str
) -> None:
    room = server.create_room(theme_id=theme["theme_id"], type=room_type)

    assert room["theme_id"] == theme["theme_id"]


def test_a_room_is_given_a_theme(
    server: MeetingsServerProcess, room: dict[str, Any], theme: dict[str, Any]
) -> None:
    response = update(server, room, theme["theme_id"])

    assert (response.status_code, response.json()["theme_id"]) == (200, theme["theme_id"])


@pytest.mark.parametrize("nothing", [None, "null"])
def test_a_theme_is_detached(
    server: MeetingsServerProcess, theme: dict[str, Any], nothing: str | None
) -> None:
    room = server.create_room(theme_id=theme["theme_id"])

    assert update(server, room, nothing).json()["theme_id"] is None


@pytest.mark.parametrize("theme_id", ["blue", ""])
def test_no_room_is_created_with_an_unknown_theme(
    server: MeetingsServerProcess, theme_id: str
) -> None:
    response = server.api("POST", ROOMS, json={"display_name": "Room", "theme_id": theme_id})

    message = f"Failed to create room because theme id {theme_id} not found"
    assert refusal(response) == (400, ("BadRequestError", message))


def test_no_room_is_given_an_unknown_theme(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    message = "Failed to update room because theme id blue not found"
    assert refusal(update(server, room, "blue")) == (400, ("BadRequestError", message))


def test_the_links_of_a_room_name_the_company(
    server: MeetingsServerProcess, theme: dict[str, Any]
) -> None:
    room = server.create_room(theme_id=theme["theme_id"])

    guest, host = (room["_links"][name]["href"] for name in ("guest_url", "host_url"))
    code = room["meeting_code"]
    assert guest == f"{server.url}/blue-ltd/{code}"
    assert host.startswith(f"{server.url}/blue-ltd/?room_token={code}&participant_token=")


def test_links_without_a_company_are_plain(server: MeetingsServerProcess) -> None:
    room = server.create_room(theme_id=create_theme(server)["theme_id"])

    assert room["_links"]["guest_url"]["href"] == f"{server.url}/{room['meeting_code']}"


def test_the_links_that_name_a_company_lead_to_the_room(
    server: MeetingsServerProcess, theme: dict[str, Any]
) -> None:
    room = server.create_room(display_name="Choir", theme_id=theme["theme_id"])

    for link in room["_links"].values():
        assert "<bdi>Choir</bdi>" in requests.get(link["href"], timeout=10).text


def test_a_company_alone_leads_nowhere(
    server: MeetingsServerProcess, theme: dict[str, Any]
) -> None:
    response = requests.get(f"{server.url}/blue-ltd", timeout=10)

    assert refusal(response) == (404, ("NotFoundError", "Cannot GET /blue-ltd"))
