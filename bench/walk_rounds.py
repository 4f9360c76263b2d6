"""One round of walks against the configured API and database; prints its figures as JSON.

`python -m bench.walk_rounds times|memory`
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import requests

PAGE_SIZE = 100
CHANGE = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def pages() -> Iterator[list[dict[str, Any]]]:
    """The raw fetch: all pages, as JSON, over one connection."""
    start: int | None = 0
    with requests.Session() as session:
        while start is not None:
            url = f"{os.environ['MEETINGS_API_URL']}/rooms?page_size={PAGE_SIZE}&start_id={start}"
            page = session.get(url, timeout=30).json()
            yield page["_embedded"]
            start = start + PAGE_SIZE if "next" in page["_links"] else None


def by_hand(answer: dict[str, Any], now: str) -> dict[str, Any]:
    """The row of a room, without looking at anything twice."""
    options = answer["recording_options"]
    return {
        "remote_id": answer["id"],
        "payload": json.dumps(answer),
        "digest": "",
        "provenance": "{}",
        "display_name": answer["display_name"],
        "type": answer["type"],
        "metadata": answer["metadata"] or "",
        "meeting_code": answer["meeting_code"],
        "is_available": answer["is_available"],
        "auto_record": options["auto_record"],
        "record_only_owner": options["record_only_owner"],
        "expire_after_use": answer["expire_after_use"],
        "created_at": answer["created_at"],
        "expires_at": answer["expires_at"],
        "first_seen_at": now,
        "synced_at": now,
    }


def upsert(fetched: list[list[dict[str, Any]]]) -> None:
    """The raw upsert: a statement for each row, a commit for each page."""
    from django.db import connection, transaction
    from django.utils import timezone

    now = timezone.now().isoformat()
    names = list(by_hand(fetched[0][0], now))
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    sql = (
        f"INSERT INTO rooms_room ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608  ours
        f" ON CONFLICT (remote_id) DO UPDATE SET {sets}"
    )
    for page in fetched:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, [tuple(by_hand(answer, now).values()) for answer in page])


@contextmanager
def rows_written() -> Iterator[list[int]]:
    from django.db import connection

    written = [0]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        result = execute(sql, params, many, context)
        if CHANGE.match(sql):
            written[0] += max(context["cursor"].rowcount, 0)
        return result

    with connection.execute_wrapper(count):
        yield written


def walk() -> None:
    from rooms.walks import rooms_walk

    done = rooms_walk()
    assert done is not None, "somebody else is walking"  # noqa: S101
    assert done.state == "complete", done.error  # noqa: S101


def times() -> dict[str, float]:
    from rooms.models import Room

    fetched: list[list[dict[str, Any]]] = []
    fetch = seconds(lambda: fetched.extend(pages()))
    raw = seconds(lambda: upsert(fetched))
    count = Room.objects.count()
    fetched.clear()
    Room.objects.all()._raw_delete("default")
    first = seconds(walk)
    with rows_written() as written:
        again = seconds(walk)
    Room.objects.filter(
        pk__in=list(Room.objects.values_list("pk", flat=True)[: count // 100])
    ).update(digest="another", metadata="another")
    changed = seconds(walk)
    figures = {"fetch": fetch, "upsert": raw, "first": first, "again": again, "changed": changed}
    return figures | {"written": written[0], "rooms": count}


def memory() -> dict[str, float]:
    """How much more the process takes for a walk, at its peak, in MB."""
    from django.db import connection

    from rooms.models import Room

    Room.objects.exists()
    if connection.vendor == "sqlite":
        # Pages of the file that are mapped count as memory, though they are the system's to drop.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
    before = _memory("VmRSS")
    walk()
    return {"before": before, "more": _memory("VmHWM") - before, "rooms": Room.objects.count()}


def _memory(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found  # noqa: S101
    return int(found.group(1)) / 1000


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
    django.setup()
    print(json.dumps({"times": times, "memory": memory}[sys.argv[1]]()))
