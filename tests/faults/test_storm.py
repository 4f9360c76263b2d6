"""Ten thousand callbacks in any order, some twice, while what handles them is killed."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Start
from tests.faults.databases import Database
from tests.faults.processes import Redis, kill, processes_of, redis
from tests.faults.senders import Senders, while_sending
from tests.faults.storm import digest, sessions_told, storm_of
from tests.support.serve import Serve, wait_for

SESSIONS = int(os.environ.get("FAULTS_SESSIONS", "500"))
SEED = 20221009
BODIES = sessions_told(SESSIONS, seed=SEED)


def kill_the_worker(serve: Serve) -> None:
    """All of its processes; the one that started it starts it again."""
    kill(wait_for(lambda: processes_of(serve, "celery", "callbacks,sync"), says=serve.said))


def restart(broker: Redis) -> None:
    broker.kill()
    broker.start()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the same callbacks amount to in their order, each once, with nothing in between."""
    return Database(tmp_path_factory.mktemp("in-order"), "").facts(told=BODIES)


def test_a_storm_ends_as_if_all_had_come_in_order(
    start: Start, database_url: str, tmp_path: Path, expected: dict[str, Any]
):
    storm = storm_of(BODIES, repeated=0.2, seed=SEED)
    with redis() as broker:
        serve = start({"CELERY_BROKER_URL": broker.url})
        senders = Senders(serve.port, storm).start()
        harm: list[Callable[[], None]] = [
            lambda: kill_the_worker(serve),
            lambda: restart(broker),
            lambda: kill_the_worker(serve),
            lambda: kill_the_worker(serve),
        ]
        _harm_while_sending(senders, len(storm), harm)
        senders.join(120)
        database = Database(tmp_path, database_url)
        wait_for(lambda: database.pending() == 0, seconds=120, says=serve.said)
    found = database.facts()

    assert set(senders.refused) <= {503}
    for facts in ("rooms", "sessions", "people", "recordings"):
        assert found[facts] == expected[facts]
    assert found["intervals"] == found["expected_intervals"]
    assert found["states"] == {"applied": sum(found["stored"].values())}
    assert set(found["attempts"]) == {"1"}
    assert set(found["effects"].values()) == {1}
    assert all(
        found["stored"][digest(body)] >= count for body, count in senders.acknowledged.items()
    )
    assert senders.taken == len(storm)


def _harm_while_sending(senders: Senders, total: int, harm: Sequence[Callable[[], None]]) -> None:
    moments = [total * (index + 1) // (len(harm) + 1) for index in range(len(harm))]
    actions = itertools.cycle(harm)
    while_sending(senders, moments, lambda: next(actions)())
