from __future__ import annotations

import pytest

from meetings_api import MeetingsClient, NotFound, NotSupported
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import CannedServer


def test_it_deletes_in_the_beta(api: CannedServer, client: MeetingsClient) -> None:
    client.rooms.delete("room-7")

    [seen] = api.requests
    assert (seen.method, seen.path) == ("DELETE", "/beta/meetings/rooms/room-7")


def test_it_does_not_ask_v1(api: CannedServer, v1_client: MeetingsClient) -> None:
    with pytest.raises(NotSupported) as caught:
        v1_client.rooms.delete("room-7")

    assert caught.value.user_message == "Your Meetings API cannot delete rooms."
    assert api.requests == []


@pytest.mark.parametrize("room_id", ["", ".", "..", "room\n7", "\x00", "\ud800"])
def test_it_never_addresses_anything_but_a_room(
    api: CannedServer, client: MeetingsClient, room_id: str
) -> None:
    with pytest.raises(NotFound, match="no such id"):
        client.rooms.delete(room_id)

    assert api.requests == []


def test_it_deletes_a_recording(api: CannedServer, client: MeetingsClient) -> None:
    CALLS["delete recording"](client)

    [seen] = api.requests
    assert (seen.method, seen.path) == ("DELETE", "/beta/meetings/recordings/recording-7")
