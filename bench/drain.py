"""How fast the inbox is applied, against one transaction for each callback, and against a database
that keeps no index of texts to search in.

Mixed events of 60 sessions, shuffled, 30 % of them twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import django

from bench.figures import Figure, Target

SESSIONS = 60
REPEATS = 5
REPEATED = 0.3


def events(round_number: int) -> list[dict[str, Any]]:
    """Of `SESSIONS` new sessions: four people, a recording, begin and end."""
    told = [
        event
        for number in range(SESSIONS)
        for event in _session(f"{round_number}-{number}", number)
    ]
    chance = random.Random(round_number)
    told += chance.sample(told, int(len(told) * REPEATED))
    chance.shuffle(told)
    return told


def _session(session_id: str, number: int) -> list[dict[str, Any]]:
    common = {"session_id": session_id, "room_id": f"room-{number % 200}"}
    times = {"started_at": "2026-11-22T10:00:00.000Z", "ended_at": "2026-11-22T10:30:00.000Z"}
    recording = {"recording_id": f"recording-{session_id}", "duration": 1800, **times}
    people = [{"participant_id": f"{session_id}-{n}", "name": "Ana Ortega"} for n in range(4)]
    return [
        {"event": "session:started", **common, "started_at": times["started_at"]},
        *({"event": "session:participant:joined", **common, **person} for person in people),
        {"event": "recording:started", **common, **recording},
        {"event": "recording:ended", **common, **recording},
        *({"event": "session:participant:left", **common, **person} for person in people),
        {"event": "session:ended", **common, **times},
        {"event": "recording:uploaded", **common, **recording},
    ]


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ |= {"DATA_DIR": data_dir, "LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
        django.setup()
        return _measured()


def _measured() -> list[Figure]:
    from django.db import connection

    # The API is not asked: what follows from a callback is not what is measured.
    _without_tasks()
    connection.creation.create_test_db(verbosity=0)
    try:
        rounds = [_round(3 * number) for number in range(REPEATS)]
    finally:
        connection.creation.destroy_test_db("", verbosity=0)
    batched, single, unindexed = zip(*rounds, strict=True)
    of_baseline = [one / other for one, other, _ in rounds]
    of_unindexed = [one / other for one, _, other in rounds]
    name = f"drain, {connection.vendor}"
    return [
        Figure(f"{name}: one at a time (the baseline)", single, "/s"),
        Figure(f"{name}: in batches", batched, "/s"),
        Figure(f"{name}: of the baseline", of_baseline, "", Target(">=", 2.5)),
        Figure(f"{name}: without indexes of texts", unindexed, "/s"),
        Figure(f"{name}: of that", of_unindexed, "", Target(">=", 0.75)),
    ]


def _round(number: int) -> tuple[float, float, float]:
    """In batches, one at a time, and in batches without indexes of texts."""
    from webhooks import drain

    whole = drain.BATCH_MOST
    rates = _rate(events(number), whole), _rate(events(number + 1), 1)
    with _without_text_indexes():
        unindexed = _rate(events(number + 2), whole)
    drain.BATCH_MOST = whole
    return *rates, unindexed


@contextlib.contextmanager
def _without_text_indexes() -> Iterator[None]:
    from django.db import connection

    from rooms.text_index import PARTICIPANT_NAMES, ROOM_TEXTS

    with connection.cursor() as cursor:
        for index in (PARTICIPANT_NAMES, ROOM_TEXTS):
            for kind, name in _parts(connection.vendor, index.table, index.columns):
                cursor.execute(f"DROP {kind} {name}")
    yield
    for index in (PARTICIPANT_NAMES, ROOM_TEXTS):
        index.make()


def _parts(vendor: str, table: str, columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """What keeps such an index current."""
    if vendor == "postgresql":
        return [("INDEX", f"{table}_{column}_text") for column in columns]
    return [("TRIGGER", f"{table}_text_{event}") for event in ("insert", "delete", "update")]


def _without_tasks() -> None:
    from celery.app.task import Task

    Task.apply_async = lambda *_args, **_options: None


def _rate(told: list[dict[str, Any]], batch_most: int) -> float:
    from webhooks import drain
    from webhooks.models import Callback
    from webhooks.services import callback_store

    for event in told:
        callback_store(body=json.dumps(event).encode(), headers={})
    drain.BATCH_MOST = batch_most
    began = time.perf_counter()
    while drain.callbacks_drain():
        pass
    elapsed = time.perf_counter() - began
    applied = Callback.objects.filter(state="applied").count()
    assert applied == Callback.objects.count(), "not all were applied"  # noqa: S101
    Callback.objects.all().delete()
    return len(told) / elapsed
