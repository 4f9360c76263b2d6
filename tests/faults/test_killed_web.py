"""Whoever got a receipt may forget the callback, so what was acknowledged must be there."""

from __future__ import annotations

from pathlib import Path

from tests.faults.conftest import Start
from tests.faults.databases import Database
from tests.faults.processes import kill, processes_of
from tests.faults.senders import Senders, while_sending
from tests.faults.storm import digest, sessions_told
from tests.support.serve import Serve, wait_for

BODIES = sessions_told(100, seed=7)


def kill_the_web(serve: Serve) -> None:
    """What answers requests; the embedded worker goes with it, and both come back."""
    kill(wait_for(lambda: processes_of(serve, "--multiprocessing-fork"), says=serve.said))


def missing(database: Database, senders: Senders) -> list[bytes]:
    stored = database.facts()["stored"]
    return [
        body for body, count in senders.acknowledged.items() if stored.get(digest(body), 0) < count
    ]


def test_what_was_acknowledged_outlives_the_web_process(
    start: Start, database_url: str, tmp_path: Path
):
    serve = start({})
    senders = Senders(serve.port, BODIES).start()
    while_sending(senders, [len(BODIES) // 3], lambda: kill_the_web(serve))
    senders.join(120)
    database = Database(tmp_path, database_url)

    assert senders.taken == len(BODIES)
    assert not missing(database, senders)
    assert wait_for(lambda: database.pending() == 0, seconds=60, says=serve.said)


def test_what_was_acknowledged_outlives_everything(start: Start, database_url: str, tmp_path: Path):
    serve = start({})
    senders = Senders(serve.port, BODIES).start()
    while_sending(senders, [len(BODIES) // 2], lambda: kill(serve.members()))
    senders.stop()
    database = Database(tmp_path, database_url)

    assert senders.taken >= len(BODIES) // 2
    assert not missing(database, senders)
    again = start({})
    assert wait_for(lambda: database.pending() == 0, seconds=60, says=again.said)
