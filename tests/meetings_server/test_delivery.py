from __future__ import annotations

import random
import socket
import threading
from collections import defaultdict
from typing import Any

import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Received, Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def patient(start: Start) -> MeetingsServerProcess:
    """A server that repeats soon, wherever rooms want it to."""
    return start(extra=["--callback-retry-seconds", "0.05", "--allow-private-callbacks"])


def send_all_to(server: MeetingsServerProcess, url: str) -> None:
    server.control("PUT", "/control/callback-urls", {"all": url})


def begin(server: MeetingsServerProcess, **fields: Any) -> str:
    room = server.create_room(**fields)
    return server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]


def join(server: MeetingsServerProcess, session_id: str, count: int) -> None:
    for number in range(count):
        path = f"/control/sessions/{session_id}/participants"
        server.control("POST", path, {"name": f"Person {number}"})


def names_by_session(received: list[Received]) -> dict[str, list[str]]:
    lanes = defaultdict(list)
    for each in received:
        lanes[each.body["session_id"]].append(each.body.get("name", each.body["event"]))
    return lanes


def test_every_callback_arrives_in_the_order_of_its_session(
    patient: MeetingsServerProcess,
) -> None:
    dice = random.Random(1)
    expected = ["session:started", *(f"Person {number}" for number in range(6))]
    with receiving() as receiver:
        receiver.answer = lambda received: 503 if dice.random() < 1 / 3 else 204
        send_all_to(patient, receiver.url)
        sessions = [begin(patient) for _ in range(4)]
        for session_id in sessions:
            join(patient, session_id, 6)

        lanes = names_by_session(receiver.wait_for(4 * 7))

    assert lanes == dict.fromkeys(sessions, expected)
    assert receiver.refused


def test_what_nobody_took_is_sent_when_somebody_does(patient: MeetingsServerProcess) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    send_all_to(patient, f"http://127.0.0.1:{port}/hook")
    session_id = begin(patient)
    join(patient, session_id, 3)

    with receiving(port) as receiver:
        lanes = names_by_session(receiver.wait_for(4))

    assert lanes[session_id] == ["session:started", "Person 0", "Person 1", "Person 2"]


def test_a_receiver_that_hangs_holds_up_its_own_only(patient: MeetingsServerProcess) -> None:
    released = threading.Event()
    with receiving() as hanging, receiving() as receiver:
        hanging.answer = lambda received: 204 if released.wait(20) else 500
        send_all_to(patient, receiver.url)
        for _ in range(20):
            begin(patient, callback_urls={"sessions_callback_url": hanging.url})
        begin(patient)

        receiver.wait_for(1)
        assert not hanging.received

        released.set()
        hanging.wait_for(20)


def test_one_failing_session_does_not_stop_another(patient: MeetingsServerProcess) -> None:
    with receiving() as receiver:
        receiver.answer = lambda received: 500 if received.body.get("name") == "Bad" else 204
        send_all_to(patient, receiver.url)
        bad, good = begin(patient), begin(patient)
        patient.control("POST", f"/control/sessions/{bad}/participants", {"name": "Bad"})
        join(patient, bad, 1)
        join(patient, good, 2)

        lanes = names_by_session(receiver.wait_for(4))

    assert lanes == {bad: ["session:started"], good: ["session:started", "Person 0", "Person 1"]}


def test_a_failing_receiver_of_recordings_does_not_stop_its_session(
    patient: MeetingsServerProcess,
) -> None:
    with receiving() as failing, receiving() as receiver:
        failing.answer = lambda received: 500
        urls = {"recordings": failing.url, "sessions": receiver.url}
        patient.control("PUT", "/control/callback-urls", urls)
        session_id = begin(patient, recording_options={"auto_record": True})
        patient.control("POST", f"/control/sessions/{session_id}/end")

        receiver.wait_for(2)
        failing.wait_until(lambda: len(failing.refused) > 1)

    assert receiver.events() == ["session:started", "session:ended"]
    assert {each.body["event"] for each in failing.refused} == {"recording:started"}


def test_the_order_of_a_session_is_kept_over_the_addresses_of_a_receiver(
    patient: MeetingsServerProcess,
) -> None:
    dice = random.Random(2)
    with receiving() as receiver:
        receiver.answer = lambda received: 503 if dice.random() < 1 / 2 else 204
        urls = {"recordings": f"{receiver.url}/films", "sessions": f"{receiver.url}/people"}
        patient.control("PUT", "/control/callback-urls", urls)
        session_id = begin(patient, recording_options={"auto_record": True})
        join(patient, session_id, 1)
        patient.control("POST", f"/control/sessions/{session_id}/end")
        receiver.wait_for(6)

    assert receiver.events() == [
        "session:started",
        "recording:started",
        "session:participant:joined",
        "recording:ended",
        "session:participant:left",
        "session:ended",
    ]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_success_will_do(
    server: MeetingsServerProcess, receiver: Receiver, status: int
) -> None:
    receiver.answer = lambda received: status
    begin(server)

    receiver.wait_for(1)
    assert server.control("POST", "/control/callbacks/flush") == {"pending": 0}


@pytest.mark.parametrize("status", [301, 400, 404, 410, 500])
def test_nothing_else_will(server: MeetingsServerProcess, receiver: Receiver, status: int) -> None:
    receiver.answer = lambda received: status
    begin(server)

    receiver.wait_until(lambda: len(receiver.refused) >= 1)
    pending = server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 0})
    assert pending == {"pending": 1}


def test_the_log_tells_what_came_of_it(patient: MeetingsServerProcess) -> None:
    with receiving() as receiver:
        receiver.answer = lambda received: 204 if len(receiver.refused) == 2 else 503
        send_all_to(patient, receiver.url)
        begin(patient)
        patient.control("POST", "/control/callbacks/flush", {"timeout_seconds": 10})

    [row] = patient.control("GET", "/control/callbacks")["callbacks"]
    assert (row["event"], row["state"], row["attempts"]) == ("session:started", "delivered", 3)
    assert (row["url"], row["last_answer"]) == (receiver.url, "204 No Content")


@pytest.mark.parametrize("host", ["127.0.0.1:9", "a" * 64])
def test_a_failure_is_told_without_the_address(server: MeetingsServerProcess, host: str) -> None:
    send_all_to(server, f"http://{host}/canary-token")
    begin(server)
    server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 0.5})

    [row] = server.control("GET", "/control/callbacks")["callbacks"]

    assert row["attempts"] >= 1
    assert row["last_answer"].isalpha()


def test_the_seeded_past_is_told_in_order(start: Start) -> None:
    with receiving() as receiver:
        server = start(empty=False, extra=["--callback-url", receiver.url])
        server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 20})

    began = [
        each.body["started_at"]
        for each in receiver.received
        if each.body["event"] == "session:started"
    ]
    assert len(began) == 18
    assert receiver.events().count("recording:uploaded") == 12
    for events in events_by_session(receiver.received).values():
        assert (events[0], events[-1]) == ("session:started", "session:ended")


def events_by_session(received: list[Received]) -> dict[str, list[str]]:
    lanes = defaultdict(list)
    for each in received:
        if "session_id" in each.body:
            lanes[each.body["session_id"]].append(each.body["event"])
    return lanes
