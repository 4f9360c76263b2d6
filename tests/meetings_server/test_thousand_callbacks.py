"""A thousand callbacks to a consumer that fails every third time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from meetings_server.names import PEOPLE
from tests.meetings_server.receiver import Receiver, receiving
from tests.meetings_server.test_delivery import names_by_session
from tests.support.meetings_server import MeetingsServerProcess

pytestmark = pytest.mark.faults

SESSIONS = 20
# In the order in which a session tells of them.
EXPECTED = ["session:started", *PEOPLE, *PEOPLE, "session:ended"]


@pytest.fixture(scope="module")
def consumer() -> Iterator[Receiver]:
    calls = count(1)
    with receiving() as receiver:
        receiver.answer = lambda received: 503 if next(calls) % 3 == 0 else 204
        yield receiver


@pytest.fixture(scope="module")
def server(
    consumer: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MeetingsServerProcess]:
    data: Path = tmp_path_factory.mktemp("thousand")
    server = MeetingsServerProcess.start(data, extra=["--callback-retry-seconds", "0.01"])
    for _ in range(SESSIONS):
        body = {"room_id": server.create_room()["id"], "scenario": "all_hands"}
        server.control("POST", "/control/meetings", body)
    server.control("POST", "/control/clock", {"advance_seconds": 3600})
    server.control("PUT", "/control/callback-urls", {"all": consumer.url})
    # Each call waits for ten seconds; a busy machine may need some of them.
    flushes = (
        server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 10})
        for _ in range(6)
    )
    assert any(flush["pending"] == 0 for flush in flushes)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def log(server: MeetingsServerProcess) -> list[dict[str, Any]]:
    return server.control("GET", "/control/callbacks")["callbacks"]


def test_each_is_delivered_once(log: list[dict[str, Any]], consumer: Receiver) -> None:
    told = Counter(callback["body"].encode() for callback in log)

    assert told.total() == 1000
    assert Counter(each.raw for each in consumer.received) == told


def test_each_session_is_told_in_its_order(log: list[dict[str, Any]], consumer: Receiver) -> None:
    lanes = names_by_session(consumer.received)

    assert len(lanes) == SESSIONS
    assert all(names == EXPECTED for names in lanes.values())


def test_the_log_knows_every_attempt(log: list[dict[str, Any]], consumer: Receiver) -> None:
    assert {callback["state"] for callback in log} == {"delivered"}
    attempts = sum(callback["attempts"] for callback in log)
    assert attempts == len(consumer.received) + len(consumer.refused)


def test_the_log_knows_every_answer(
    server: MeetingsServerProcess, log: list[dict[str, Any]]
) -> None:
    refused = [callback for callback in log if callback["attempts"] > 1]
    assert len(refused) > 100

    for callback in refused[:20]:
        lines = server.control("GET", f"/control/callbacks/{callback['id']}")["log"]
        answers = ["503 Service Unavailable"] * (callback["attempts"] - 1) + ["204 No Content"]
        assert [line["answer"] for line in lines] == answers
