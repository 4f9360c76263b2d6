"""A callback that nobody takes is not sent for ever."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.meetings_server.answers import missing, refusal
from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Received, receiving
from tests.meetings_server.test_control import call
from tests.meetings_server.test_lab import Visitor
from tests.support.meetings_server import MeetingsServerProcess

NOBODY = "http://127.0.0.1:9/discard"


@pytest.fixture
def impatient(start: Start) -> MeetingsServerProcess:
    return start(extra=["--callback-retry-seconds", "0.01", "--callback-attempts", "3"])


@pytest.fixture
def waiting(server: MeetingsServerProcess, room: dict[str, Any]) -> str:
    """The path of a callback that nobody takes."""
    server.control("PUT", "/control/callback-urls", {"all": NOBODY})
    server.control("POST", f"/control/rooms/{room['id']}/expire")
    [callback] = callbacks(server)
    return f"/control/callbacks/{callback['id']}"


def callbacks(server: MeetingsServerProcess) -> list[dict[str, Any]]:
    return server.control("GET", "/control/callbacks")["callbacks"]


def flush(server: MeetingsServerProcess) -> int:
    return server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 20})["pending"]


def test_it_is_given_up_and_the_next_one_has_its_turn(impatient: MeetingsServerProcess):
    def answer(received: Received) -> int:
        return 500 if received.body["event"] == "session:started" else 204

    room = impatient.create_room()["id"]
    session = impatient.control("POST", f"/control/rooms/{room}/sessions")["session_id"]
    impatient.control("POST", f"/control/sessions/{session}/end")
    with receiving() as receiver:
        receiver.answer = answer
        impatient.control("PUT", "/control/callback-urls", {"all": receiver.url})
        assert flush(impatient) == 0
    assert receiver.events() == ["session:ended"]
    assert len(receiver.refused) == 3
    first, second = callbacks(impatient)
    assert (first["state"], first["attempts"], first["most_attempts"]) == ("given_up", 3, 3)
    assert (second["state"], second["attempts"]) == ("delivered", 1)


def test_what_was_given_up_can_be_replayed(impatient: MeetingsServerProcess):
    impatient.control("PUT", "/control/callback-urls", {"all": NOBODY})
    impatient.control("POST", f"/control/rooms/{impatient.create_room()['id']}/expire")
    assert flush(impatient) == 0
    with receiving() as receiver:
        impatient.control("PUT", "/control/callback-urls", {"all": receiver.url})
        impatient.control("POST", "/control/callbacks/1/replay")
        receiver.wait_for(1)


def test_it_stays_given_up_after_a_restart(impatient: MeetingsServerProcess, start: Start):
    impatient.control("PUT", "/control/callback-urls", {"all": NOBODY})
    impatient.control("POST", f"/control/rooms/{impatient.create_room()['id']}/expire")
    assert flush(impatient) == 0
    impatient.stop()
    assert [each["state"] for each in callbacks(start())] == ["given_up"]


def test_one_that_is_dropped_is_not_sent(server: MeetingsServerProcess, waiting: str):
    for _ in range(2):
        server.control("POST", f"{waiting}/drop")
    assert flush(server) == 0
    assert server.control("GET", waiting)["state"] == "dropped"


def test_one_without_an_address_can_be_dropped(server: MeetingsServerProcess, session_id: str):
    [callback] = callbacks(server)
    server.control("POST", f"/control/callbacks/{callback['id']}/drop")
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        flush(server)
    assert receiver.received == []


def test_one_that_was_delivered_cannot_be_dropped(server: MeetingsServerProcess, waiting: str):
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        flush(server)
    number = waiting.rpartition("/")[2]
    response = call(server, "POST", f"callbacks/{number}/drop")
    assert refusal(response) == (409, ("ConflictError", f"Callback {number} was delivered"))


def test_one_that_is_unknown_cannot_be_dropped(server: MeetingsServerProcess):
    response = call(server, "POST", "callbacks/4711/drop")
    assert refusal(response) == missing("There is no callback 4711")


def test_the_lab_drops_one(server: MeetingsServerProcess, waiting: str):
    visitor = Visitor(server.url)
    visitor.post("/lab/sign-in", token=server._control_token)
    path = waiting.replace("/control", "/lab")
    answer: requests.Response = visitor.post(path, drop="")
    assert "dropped" in answer.text
    assert "Drop it" not in answer.text


def test_the_lab_gives_up_early(server: MeetingsServerProcess, room: dict[str, Any]):
    visitor = Visitor(server.url)
    visitor.post("/lab/sign-in", token=server._control_token)
    form = {"room_id": room["id"], "event": "room:expired", "manner": "broken"}
    visitor.post("/lab", action="send", **form)
    [sent] = callbacks(server)
    assert sent["most_attempts"] == 10
