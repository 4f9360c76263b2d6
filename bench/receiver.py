"""How many callbacks a second are stored and acknowledged, and how long each takes.

The limit is a loop of one-row commits into the same database in the same sync mode; the peer is
a handler that locks a row, updates it and inserts another for each call.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

from bench.dashboard import ROOT, Dashboard, dashboard
from bench.figures import Figure, Target
from bench.load import Answers, post_all

REPEATS = 5
SECONDS = 4.0
CONNECTIONS = 16


def bodies() -> Iterator[bytes]:
    """Joins and leaves of ever new people in ever new sessions of 20."""
    for number in itertools.count():
        if number % 20 == 0:
            session_id = str(uuid4())
        kind = "joined" if number % 2 == 0 else "left"
        if kind == "joined":
            participant_id = str(uuid4())
        payload = {
            "event": f"session:participant:{kind}",
            "session_id": session_id,
            "room_id": "b307d837-29a8-4d43-8e5b-a3acf4ad7c9f",
            "participant_id": participant_id,
            "name": "Ana Ortega",
            "type": "Guest",
            "is_host": False,
        }
        yield json.dumps(payload).encode()


def commits(environment: dict[str, str]) -> float:
    """One-row commits a second of the same database, in a process of its own."""
    command = [sys.executable, "-m", "bench.commit_loop"]
    done = subprocess.run(  # noqa: S603  ours
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def figures(database: str, synchronous: str, target: float) -> list[Figure]:
    with dashboard("web", synchronous=synchronous) as subject:
        _send(subject, seconds=1)
        rounds = [(_send(subject), commits(dict(subject.environment))) for _ in range(REPEATS)]
    answers = [answer for answer, _ in rounds]
    limits = [limit for _, limit in rounds]
    ratios = [answer.rate / limit for answer, limit in rounds]
    name = f"receiver, {database}"
    return [
        Figure(f"{name}: one-row commits (the limit)", limits, "/s"),
        Figure(f"{name}: callbacks acknowledged", [a.rate for a in answers], "/s"),
        Figure(f"{name}: of the limit", ratios, "", Target(">=", target)),
        Figure(f"{name}: p50", [a.percentile(0.5) * 1000 for a in answers], "ms"),
        Figure(
            f"{name}: p99", [a.percentile(0.99) * 1000 for a in answers], "ms", Target("<=", 50)
        ),
        Figure(f"{name}: errors", [a.errors for a in answers], "", Target("<=", 0)),
    ]


def _send(subject: Dashboard, seconds: float = SECONDS) -> Answers:
    return post_all(subject.receiver, bodies(), connections=CONNECTIONS, seconds=seconds)


def run() -> list[Figure]:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return figures("PostgreSQL", "FULL", 0.5)
    return figures("SQLite FULL", "FULL", 0.25) + figures("SQLite NORMAL", "NORMAL", 0.10)
