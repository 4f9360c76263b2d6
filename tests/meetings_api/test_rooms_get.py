from __future__ import annotations

from meetings_api import MeetingsClient
from tests.meetings_api.canned import Canned, CannedServer

ROOM = {"id": "4b6c", "display_name": "Choir rehearsal"}


def test_it_asks_for_the_room_by_its_id(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(Canned.json(ROOM))

    room = client.rooms.get("4b6c")

    assert (room.id, room.display_name) == ("4b6c", "Choir rehearsal")
    assert [(seen.method, seen.path) for seen in api.requests] == [
        ("GET", "/beta/meetings/rooms/4b6c")
    ]


def test_it_quotes_an_id_that_could_leave_its_place(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(Canned.json(ROOM))

    client.rooms.get("../themes?force=true#é")

    assert api.requests[0].path == "/beta/meetings/rooms/..%2Fthemes%3Fforce%3Dtrue%23%C3%A9"
