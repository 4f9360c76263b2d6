from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import requests

from tests.faults.conftest import TOKEN, Start
from tests.support.serve import Serve, wait_for

# What a writer waits for SQLite's lock, and a little.
MOST_SECONDS = 12


@contextlib.contextmanager
def locked(serve: Serve, database_url: str) -> Iterator[None]:
    """Somebody else writes to the callbacks and takes their time."""
    if database_url:
        with psycopg.connect(database_url) as holder:
            holder.execute("LOCK TABLE webhooks_callback IN EXCLUSIVE MODE")
            yield
    else:
        holder = sqlite3.connect(Path(serve.data_dir) / "dashboard.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.rollback()
        holder.close()


def test_nothing_is_acknowledged_while_the_database_is_locked(start: Start, database_url: str):
    serve = start({})

    def send(number: int) -> requests.Response:
        return requests.post(
            f"{serve.url}/hooks/{TOKEN}/",
            json={"event": "session:started", "session_id": f"s-{number}"},
            timeout=60,
        )

    with locked(serve, database_url):
        began = time.monotonic()
        refused = send(0)
        seconds = time.monotonic() - began

    assert (refused.status_code, int(refused.headers["Retry-After"])) == (503, 30)
    assert seconds < MOST_SECONDS
    assert wait_for(lambda: send(0).status_code == 204)
