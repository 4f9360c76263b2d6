"""The answer waits for the disk and for nothing else: not for a worker, nor for its turn."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import TOKEN, Start
from tests.faults.databases import Database
from tests.faults.processes import processes_of, redis
from tests.support.serve import Serve, wait_for

MOST_SECONDS = 0.05
CALLBACKS = 200


@contextlib.contextmanager
def stopped_worker(serve: Serve) -> Iterator[None]:
    """It is there, and does nothing."""
    workers = wait_for(lambda: processes_of(serve, "celery", "callbacks,sync"), says=serve.said)
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in workers:
        os.kill(pid, signal.SIGCONT)


def slowest_but_one_in_a_hundred(serve: Serve, answers: list[int]) -> float:
    """How long one sender waits for its answers, in seconds; their statuses are added."""
    connection = http.client.HTTPConnection("127.0.0.1", serve.port, timeout=30)
    seconds = []
    for number in range(CALLBACKS):
        body = json.dumps({"event": "session:started", "session_id": f"s-{number}"})
        began = time.monotonic()
        connection.request("POST", f"/hooks/{TOKEN}/", body)
        response = connection.getresponse()
        response.read()
        seconds.append(time.monotonic() - began)
        answers.append(response.status)
    connection.close()
    return sorted(seconds)[CALLBACKS * 99 // 100 - 1]


@pytest.mark.alone
def test_a_sender_is_answered_at_once_while_the_worker_is_stopped(
    start: Start, database_url: str, tmp_path: Path
):
    answers: list[int] = []
    with redis() as broker:
        serve = start({"CELERY_BROKER_URL": broker.url})
        database = Database(tmp_path, database_url)
        with stopped_worker(serve):
            # The promise is for an idle machine; a busy one is given time to be idle for a moment.
            wait_for(
                lambda: slowest_but_one_in_a_hundred(serve, answers) <= MOST_SECONDS,
                seconds=60,
                says=serve.said,
            )
            assert set(answers) == {204}
            assert database.pending() == len(answers)
        wait_for(lambda: database.pending() == 0, seconds=60, says=serve.said)
