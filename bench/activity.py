"""What a page of the record costs, by each filter, among many entries and among few.

300,000 entries of a year, by 40 people, some about what there is only one entry about.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import django

from bench.figures import Figure, Target

if TYPE_CHECKING:
    from accounts.models import User

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "300000"))
FEW = 1000
PEOPLE = 40
REPEATS = 7
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(days=365) / ENTRIES
ACTIONS = ("recording.download", "person.sign_in", "room.update", "room.reveal_host_link")
FILTERS = {
    "all": "",
    "a person": "person=person-7",
    "an action": "action=room.update",
    "the rarest action": "action=retention.delete",
    "refused": "outcome=refused",
    "an address": "address=192.0.2.77",
    "one thing": "about=recording-17",
    "one day": "since=2026-06-01&until=2026-06-01",
    "long ago": "until=2026-01-03",
    "person, action": "person=person-7&action=room.update",
    "person, the rarest action": "person=person-7&action=retention.delete",
    "action, long ago": "action=room.update&until=2026-01-03",
    "refused to a person on a day": "person=person-7&outcome=refused&since=2026-06-01&until=2026-06-01",
    "address, done": "address=192.0.2.77&outcome=done",
}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ |= {"DATA_DIR": data_dir, "LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
        django.setup()
        return _measured()


def _measured() -> list[Figure]:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    call_command("collectstatic", verbosity=0, interactive=False)
    connection.creation.create_test_db(verbosity=0)
    try:
        people = [User.objects.create_user(f"person-{n}") for n in range(PEOPLE)]
        reader = Client(SERVER_NAME="localhost")
        reader.force_login(User.objects.create_superuser("reader"))
        _fill(people, 0, FEW)
        few = {name: _seconds(reader, query) for name, query in FILTERS.items()}
        _fill(people, FEW, ENTRIES)
        return [
            figure
            for name, query in FILTERS.items()
            for figure in _figures(f"{connection.vendor}: {name}", few[name], reader, query)
        ]
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _fill(people: list[User], first: int, end: int) -> None:
    from django.db import connection

    from core.models import AuditEntry

    entries = (AuditEntry(**_entry(people, number)) for number in range(first, end))
    AuditEntry.objects.bulk_create(entries, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _entry(people: list[User], number: int) -> dict[str, Any]:
    is_rare = number % 100_000 == 999
    return {
        "at": BEGIN + number * STEP,
        "actor": people[number * 31 % PEOPLE],
        "action": "retention.delete" if is_rare else ACTIONS[number % len(ACTIONS)],
        "target": f"recording:recording-{number}",
        "target_name": f"Meeting room {number % 500}",
        "outcome": "refused" if number % 97 == 0 else "done",
        "address": f"192.0.2.{number % 200}",
        "changes": {"display_name": {"before": "Board room", "after": f"Board room {number}"}},
    }


def _seconds(reader: Any, query: str) -> list[float]:
    return list(_times(reader, query))


def _times(reader: Any, query: str) -> Iterator[float]:
    reader.get(f"/activity/?{query}")
    for _repeat in range(REPEATS):
        began = time.perf_counter()
        answer = reader.get(f"/activity/?{query}")
        assert answer.status_code == 200, answer.status_code  # noqa: S101
        yield 1000 * (time.perf_counter() - began)


def _figures(name: str, few: list[float], reader: Any, query: str) -> list[Figure]:
    """Against all entries in turn, because machines are not as fast at all times."""
    pairs = list(zip(_times(reader, ""), _times(reader, query), strict=True))
    many = [one for _all, one in pairs]
    of_all = [one / other for other, one in pairs]
    of_few = [one / other for one, other in zip(many, few, strict=True)]
    return [
        Figure(f"activity, {name}", many, "ms"),
        Figure(f"activity, {name}: of all", of_all, "", Target("<=", 1.5)),
        Figure(f"activity, {name}: of that among {FEW}", of_few, ""),
    ]
