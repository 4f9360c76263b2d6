"""Callbacks that nobody has registered an address for."""

from __future__ import annotations

from typing import Any

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import receiving
from tests.support.meetings_server import MeetingsServerProcess

# Nobody listens there.
NOBODY = "http://127.0.0.1:9/"


def states(server: MeetingsServerProcess) -> list[str]:
    return [each["state"] for each in server.control("GET", "/control/callbacks")["callbacks"]]


def test_they_are_kept(server: MeetingsServerProcess, session_id: str) -> None:
    assert states(server) == ["unaddressed"]
    assert server.control("GET", "/control/state")["callbacks_pending"] == 0


def test_they_are_sent_once_there_is_an_address(
    server: MeetingsServerProcess, session_id: str
) -> None:
    server.control("POST", f"/control/sessions/{session_id}/end")
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"sessions": receiver.url})
        receiver.wait_for(2)

    assert receiver.events() == ["session:started", "session:ended"]


def test_what_nobody_took_goes_to_the_address_that_is_registered_next(
    server: MeetingsServerProcess, session_id: str
) -> None:
    server.control("PUT", "/control/callback-urls", {"all": NOBODY})
    server.control("POST", f"/control/sessions/{session_id}/end")
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        receiver.wait_for(2)

    assert receiver.events() == ["session:started", "session:ended"]


def test_what_nobody_took_goes_to_the_address_of_the_next_start(start: Start) -> None:
    server = start(extra=["--callback-url", NOBODY])
    server.control("POST", f"/control/rooms/{server.create_room()['id']}/expire")
    server.stop()
    with receiving() as receiver:
        start(extra=["--callback-url", receiver.url])
        receiver.wait_for(1)

    assert receiver.events() == ["room:expired"]


def test_what_waits_stays_where_it_is_when_an_address_is_taken_away(
    server: MeetingsServerProcess, session_id: str
) -> None:
    server.control("PUT", "/control/callback-urls", {"all": NOBODY})
    server.control("PUT", "/control/callback-urls", {"all": None})

    assert states(server) == ["pending"]


def test_they_wait_for_the_address_of_their_own_subject(
    server: MeetingsServerProcess, session_id: str
) -> None:
    server.control("PUT", "/control/callback-urls", {"rooms": "http://127.0.0.1:9/"})

    assert states(server) == ["unaddressed"]


def test_an_address_of_the_room_will_do(
    server: MeetingsServerProcess, room: dict[str, Any], session_id: str
) -> None:
    urls = {"sessions_callback_url": "http://127.0.0.1:9/"}
    body = {"update_details": {"callback_urls": urls}}
    server.api("PATCH", f"/v1/meetings/rooms/{room['id']}", json=body)

    assert states(server) == ["pending"]


def test_a_past_seeded_without_an_address_is_told_at_the_next_start(start: Start) -> None:
    start(empty=False).stop()
    with receiving() as receiver:
        server = start(extra=["--callback-url", receiver.url])
        server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 20})

    assert receiver.events().count("session:ended") == 18
    assert receiver.events().count("recording:uploaded") == 12


def test_old_ones_are_forgotten(start: Start) -> None:
    server = start(extra=["--callbacks-kept", "3"])
    for _ in range(5):
        server.control("POST", f"/control/rooms/{server.create_room()['id']}/expire")

    server.control("POST", "/control/clock", {"advance_seconds": 1})

    assert states(server) == ["unaddressed"] * 3


def test_none_that_is_on_its_way_is_forgotten(start: Start) -> None:
    server = start(extra=["--callbacks-kept", "3", "--callback-url", "http://127.0.0.1:9/"])
    for _ in range(5):
        server.control("POST", f"/control/rooms/{server.create_room()['id']}/expire")

    server.control("POST", "/control/clock", {"advance_seconds": 1})

    assert states(server) == ["pending"] * 5
