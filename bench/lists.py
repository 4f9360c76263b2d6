"""What the pages of lists cost among many rows, against few; deep pages, against first ones.

`BENCH_ROOMS` sets how many rooms are many; filling in a million of them takes a quarter of an hour.
In CPU time of this process, which for PostgreSQL is only the half of it.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from html import unescape
from typing import Any

import django

from bench.figures import Figure, Target
from bench.many import RARE

FEW = 1000
MANY = int(os.environ.get("BENCH_ROOMS", "20000"))
REPEATS = 9
DEEP = 30
LISTS = {
    "rooms": "/rooms/",
    "rooms by last session": "/rooms/?sort=-last_session",
    "rooms that are gone": "/rooms/?state=gone",
    "rooms, a rare word": f"/rooms/?q={RARE}",
    "rooms, a word of none": "/rooms/?q=Nowhere",
    "past sessions": "/sessions/?state=ended",
    "past sessions by peak": "/sessions/?state=ended&sort=-peak",
    "past sessions, a rare word": f"/sessions/?state=ended&q={RARE}",
    "recordings": "/recordings/",
    "recordings, a rare word": f"/recordings/?q={RARE}",
    "callbacks": "/callbacks/",
}
NEXT = re.compile(r'rel="next" href="(\?[^"]*cursor=[^"]*)"')
MILLISECONDS = Target("<=", 60)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ |= {"DATA_DIR": data_dir, "LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
        django.setup()
        few = _measured(FEW)
        many = _measured(MANY)
    return [figure for name in LISTS for figure in _figures(name, few, many)]


def _figures(name: str, few: dict[str, Any], many: dict[str, Any]) -> list[Figure]:
    first, deep = many[name]
    of_few = [one / other for one, other in zip(first, few[name][0], strict=True)]
    figures = [
        Figure(f"{name}: first page among {MANY}", first, "ms", MILLISECONDS),
        Figure(f"{name}: of that among {FEW}", of_few, "", Target("<=", 1.3)),
    ]
    if deep:
        of_first = [one / other for one, other in zip(deep, first, strict=True)]
        figures.append(
            Figure(f"{name}: page {DEEP}, of the first", of_first, "", Target("<=", 1.5))
        )
    return figures


def _measured(rooms: int) -> dict[str, tuple[list[float], list[float]]]:
    """By list: the times of its first page, and of a deep one if it has as many."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from bench.many import fill

    call_command("collectstatic", verbosity=0, interactive=False)
    connection.creation.create_test_db(verbosity=0)
    try:
        fill(rooms)
        reader = Client(SERVER_NAME="localhost")
        reader.force_login(User.objects.create_superuser("reader"))
        return {name: _of_list(reader, url) for name, url in LISTS.items()}
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _of_list(reader: Any, url: str) -> tuple[list[float], list[float]]:
    deep = _deep(reader, url)
    return _times(reader, url), _times(reader, deep) if deep else []


def _deep(reader: Any, url: str) -> str | None:
    address: str | None = url
    for _page in range(DEEP):
        found = NEXT.search(reader.get(address).content.decode())
        if found is None:
            return None
        address = url.partition("?")[0] + unescape(found[1])
    return address


def _times(reader: Any, url: str) -> list[float]:
    reader.get(url)
    return [_milliseconds(reader, url) for _repeat in range(REPEATS)]


def _milliseconds(reader: Any, url: str) -> float:
    began = time.process_time()
    answer = reader.get(url)
    assert answer.status_code == 200, answer.status_code  # noqa: S101
    return 1000 * (time.process_time() - began)
