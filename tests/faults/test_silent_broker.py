from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.faults.conftest import TOKEN, Start
from tests.faults.processes import black_hole

MOST_SECONDS = 3.0


def test_a_broker_that_never_answers_holds_up_no_acknowledgement(start: Start):
    with black_hole() as port:
        serve = start({"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"})

        def send(number: int) -> tuple[int, float]:
            began = time.monotonic()
            response = requests.post(
                f"{serve.url}/hooks/{TOKEN}/",
                json={"event": "session:started", "session_id": f"s-{number}"},
                timeout=60,
            )
            return response.status_code, time.monotonic() - began

        with ThreadPoolExecutor(8) as senders:
            answers = [*senders.map(send, range(40)), send(40)]

    assert {status for status, _seconds in answers} == {204}
    assert max(seconds for _status, seconds in answers) < MOST_SECONDS
