from __future__ import annotations

from datetime import UTC, datetime

import pytest

from meetings_api import MeetingsClient, Refused
from tests.meetings_api.canned import Canned, CannedServer

ROOM = Canned.json({"id": "room-7", "display_name": "Room 7"})


def test_it_wraps_the_changes_and_sends_no_more(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    client.rooms.update("room-7", {"expires_at": datetime(2030, 1, 2, tzinfo=UTC)})

    [seen] = api.requests
    assert (seen.method, seen.path) == ("PATCH", "/beta/meetings/rooms/room-7")
    assert seen.json == {"update_details": {"expires_at": "2030-01-02T00:00:00.000Z"}}


def test_it_sends_null_for_none(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    client.rooms.update("room-7", {"metadata": None})

    assert api.requests[0].json == {"update_details": {"metadata": None}}


@pytest.mark.parametrize("field", ["display_name", "metadata", "recording_options"])
def test_it_does_not_ask_v1_for_what_it_cannot_change(
    api: CannedServer, v1_client: MeetingsClient, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        v1_client.rooms.update("room-7", {"expires_at": "2030-01-02", field: "x"})

    assert (caught.value.field, caught.value.status) == (field, None)
    assert "cannot be changed by this version of the API" in caught.value.user_message
    assert api.requests == []


@pytest.mark.parametrize("field", ["id", "type", "meeting_code", "no_such_field"])
def test_it_does_not_ask_any_dialect_for_what_none_can_change(
    client: MeetingsClient, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        client.rooms.update("room-7", {field: "x"})

    assert caught.value.field == field


def test_it_does_not_send_an_empty_change(api: CannedServer, client: MeetingsClient) -> None:
    with pytest.raises(Refused, match="nothing to change"):
        client.rooms.update("room-7", {})

    assert api.requests == []


def test_it_does_not_send_an_empty_change_of_a_theme(
    api: CannedServer, client: MeetingsClient
) -> None:
    with pytest.raises(Refused, match="nothing to change"):
        client.themes.update("theme-7", {})

    assert api.requests == []
