"""Killed in the middle of meetings: it goes on with them, and sends nothing as if it were new."""

from __future__ import annotations

from collections import defaultdict
from itertools import count, groupby
from typing import Any

import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess

pytestmark = pytest.mark.faults

Lanes = dict[str, list[dict[str, Any]]]


def play_and_kill(start: Start, receiver: Receiver) -> MeetingsServerProcess:
    """Three meetings, in each of which the server is killed three times."""
    options = ["--callback-url", receiver.url, "--callback-retry-seconds", "0.01"]
    server = start(extra=options)
    for name in ("lost_film", "bad_line", "outage"):
        body = {"room_id": server.create_room()["id"], "scenario": name}
        server.control("POST", "/control/meetings", body)
    for seconds in (25, 40, 40):
        server.control("POST", "/control/clock", {"advance_seconds": seconds})
        server.kill()
        server = start(extra=options)
    server.control("POST", "/control/clock", {"advance_seconds": 3600})
    server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 14})
    return server


@pytest.fixture
def played(start: Start) -> tuple[list[dict[str, Any]], Lanes]:
    """The log, and what a consumer that fails every third time got, by session."""
    calls = count(1)
    with receiving() as receiver:
        receiver.answer = lambda received: 503 if next(calls) % 3 == 0 else 204
        log = play_and_kill(start, receiver).control("GET", "/control/callbacks")["callbacks"]
    lanes = defaultdict(list)
    for each in receiver.received:
        lanes[each.body["session_id"]].append(each.raw.decode())
    return log, lanes


def test_what_it_sends_after_it_was_killed(played: tuple[list[dict[str, Any]], Lanes]) -> None:
    log, received = played

    told = defaultdict(list)
    for callback in log:
        told[callback["lane"]].append(callback["body"])
    # One whose receipt was not written down in time comes again, right after itself.
    once = {lane: [body for body, _ in groupby(bodies)] for lane, bodies in received.items()}
    assert once == told
    assert {callback["state"] for callback in log} == {"delivered"}


def test_every_meeting_comes_to_its_end(played: tuple[list[dict[str, Any]], Lanes]) -> None:
    events = [callback["event"] for callback in played[0]]

    assert events.count("session:started") == events.count("session:ended") == 3
    came, went = "session:participant:joined", "session:participant:left"
    assert events.count(came) == events.count(went) == 9
    assert events.count("recording:ended") == 3
    assert events.count("recording:uploaded") == 2
