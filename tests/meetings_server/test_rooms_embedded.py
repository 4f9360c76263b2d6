"""Pages whose rooms are in an object, as the first document had it and one SDK reads it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.themes import create_theme
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def wrapping(start: Start, monkeypatch: pytest.MonkeyPatch) -> MeetingsServerProcess:
    monkeypatch.setenv("MEETINGS_SERVER_EMBEDDED_ROOMS", "object")
    return start()


def embedded_schema(server: MeetingsServerProcess) -> dict[str, Any]:
    schemas = server.document.schema.raw_schema["components"]["schemas"]
    return schemas["RoomPage"]["properties"]["_embedded"]


def test_rooms_are_in_an_object_when_told(wrapping: MeetingsServerProcess):
    theme = create_theme(wrapping)["theme_id"]
    ids = [wrapping.create_room(theme_id=theme)["id"] for _ in range(3)]
    for path in ("beta/meetings/rooms", "v1/meetings/rooms", f"v1/meetings/themes/{theme}/rooms"):
        page = wrapping.api("GET", f"/{path}?page_size=2").json()
        assert list(page["_embedded"]) == ["rooms"]
        assert [room["id"] for room in page["_embedded"]["rooms"]] == ids[:2]
        assert (page["total_items"], "next" in page["_links"]) == (3, True)


def test_an_empty_page_has_an_empty_list(wrapping: MeetingsServerProcess):
    assert wrapping.api("GET", "/v1/meetings/rooms").json()["_embedded"] == {"rooms": []}


def test_the_document_is_true_of_either(
    server: MeetingsServerProcess, wrapping: MeetingsServerProcess
):
    wrapping.document.schema.validate()
    assert embedded_schema(server)["type"] == "array"
    assert embedded_schema(wrapping)["required"] == ["rooms"]


def test_recordings_are_as_ever(wrapping: MeetingsServerProcess):
    room = wrapping.create_room()
    session = wrapping.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    answer = wrapping.api("GET", f"/v1/meetings/sessions/{session}/recordings").json()
    assert answer == {"_embedded": {"recordings": []}}
