from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import missing, refusal
from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Receiver, receiving
from tests.meetings_server.test_control import call
from tests.meetings_server.times import WIRE_TIME
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def callback(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any]
) -> dict[str, Any]:
    """One that was delivered."""
    server.control("POST", f"/control/rooms/{room['id']}/expire")
    server.control("POST", "/control/callbacks/flush")
    return server.control("GET", "/control/callbacks")["callbacks"][0]


def test_it_has_a_line_for_each_attempt(start: Start) -> None:
    server = start(extra=["--callback-retry-seconds", "0.01"])
    with receiving() as receiver:
        receiver.answer = lambda received: 204 if len(receiver.refused) == 2 else 503
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        server.control("POST", f"/control/rooms/{server.create_room()['id']}/expire")
        server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 10})

    log = server.control("GET", "/control/callbacks/1")["log"]
    assert [line["number"] for line in log] == [1, 2, 3]
    refused = "503 Service Unavailable"
    assert [line["answer"] for line in log] == [refused, refused, "204 No Content"]
    assert all(WIRE_TIME.fullmatch(line["attempted_at"]) for line in log)
    assert all(0 <= line["seconds"] < 5 for line in log)


def test_it_begins_empty(server: MeetingsServerProcess, session_id: str) -> None:
    [callback] = server.control("GET", "/control/callbacks")["callbacks"]

    told = server.control("GET", f"/control/callbacks/{callback['id']}")

    assert (told["state"], told["log"]) == ("unaddressed", [])


def test_a_replay_is_the_same_once_more(
    server: MeetingsServerProcess, receiver: Receiver, callback: dict[str, Any]
) -> None:
    path = f"/control/callbacks/{callback['id']}"
    again = server.control("POST", f"{path}/replay")["callback_id"]

    first, second = receiver.wait_for(2)
    assert first.raw == second.raw
    assert server.control("GET", f"/control/callbacks/{again}")["body"] == callback["body"]
    assert len(server.control("GET", path)["log"]) == 1


def test_a_replay_goes_to_the_address_of_today(
    server: MeetingsServerProcess, receiver: Receiver, callback: dict[str, Any]
) -> None:
    with receiving() as other:
        server.control("PUT", "/control/callback-urls", {"all": other.url})
        server.control("POST", f"/control/callbacks/{callback['id']}/replay")

        other.wait_for(1)
    assert len(receiver.received) == 1


def test_a_replay_does_not_wait_for_its_session(
    server: MeetingsServerProcess, receiver: Receiver, session_id: str
) -> None:
    [started] = receiver.wait_for(1)
    server.control("POST", "/control/callbacks/flush")
    receiver.answer = lambda received: 204 if received.raw == started.raw else 500
    server.control("POST", f"/control/sessions/{session_id}/end")
    [callback, _] = server.control("GET", "/control/callbacks")["callbacks"]

    server.control("POST", f"/control/callbacks/{callback['id']}/replay")

    receiver.wait_for(2)


def test_what_has_no_address_is_not_replayed(
    server: MeetingsServerProcess, session_id: str
) -> None:
    [callback] = server.control("GET", "/control/callbacks")["callbacks"]

    response = call(server, "POST", f"callbacks/{callback['id']}/replay")

    message = f"Callback {callback['id']} has no address yet: register one first"
    assert refusal(response) == (409, ("ConflictError", message))


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 300])
def test_it_knows_no_such_callback(server: MeetingsServerProcess, number: str) -> None:
    for method, path in [("GET", ""), ("POST", "/replay")]:
        response = call(server, method, f"callbacks/{number}{path}")

        assert refusal(response) == missing(f"There is no callback {number}")
