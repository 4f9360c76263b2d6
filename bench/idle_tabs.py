"""What tabs that are left open cost while nothing happens: polled as static/js/live.js polls.

The first poll of each tab is left out: a page brings no ETag, so that one is always answered whole.
Of CPU, what the same processes take in a quiet time of equal length is taken off.
How many queries a poll takes is a matter of tests/meetings_dashboard/test_idle_polls.py.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from bench.figures import Figure, Target
from tests.support.serve import Serve, database_of_its_own, wait_for

QUIET_SECONDS = 15.0
SETTLE_SECONDS = 8.0
REPEATS = 3
PEOPLE = 6
TICKS = os.sysconf("SC_CLK_TCK")
NOTHING_NEW = (204, 304)
# Address, seconds between polls (data-live-every of its page), tabs.
MIX = (
    ("/rooms/", 5, 12),
    ("/sessions/", 3, 10),
    ("/", 3, 8),
    ("/sessions/s-1/", 2, 10),
    ("/recordings/", 5, 5),
    ("/callbacks/", 3, 5),
)


@dataclass
class Tab:
    path: str
    every: float
    http: requests.Session
    etag: str = ""

    def poll(self, url: str) -> int:
        headers = {"HX-Request": "true"} | ({"If-None-Match": self.etag} if self.etag else {})
        answer = self.http.get(url + self.path, headers=headers, timeout=30)
        if answer.status_code not in (200, 286, *NOTHING_NEW):
            raise AssertionError(f"{self.path}: HTTP {answer.status_code}")
        self.etag = answer.headers.get("ETag", self.etag)
        return answer.status_code


@dataclass
class Round:
    """One run of all tabs: how many polls of each page had each status, and what they took."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def polls(self) -> int:
        return self.answers.total()

    def unchanged(self, path: str | None = None) -> float:
        """The share of polls, of `path` or of all, that had nothing new."""
        of = {key: count for key, count in self.answers.items() if path in (None, key[0])}
        return sum(count for (_, status), count in of.items() if status in NOTHING_NEW) / sum(
            of.values()
        )


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, database_of_its_own() as database_url:
        serve = Serve(Path(folder), database_url=database_url).start()
        try:
            _something_live(serve)
            return _figures(_rounds(serve), "postgres" if database_url else "sqlite")
        finally:
            serve.interrupt()


def _rounds(serve: Serve) -> list[Round]:
    tabs = _tabs(serve)
    return [_round(tabs, serve) for _ in range(REPEATS)]


def _round(tabs: list[Tab], serve: Serve) -> Round:
    before = _spent(serve)
    time.sleep(QUIET_SECONDS)
    quiet = _spent(serve) - before
    # What a page shows of durations has grown meanwhile.
    _poll_all(tabs, serve.url, SETTLE_SECONDS, Round())
    one = Round()
    before = _spent(serve)
    _poll_all(tabs, serve.url, QUIET_SECONDS, one)
    one.cpu_seconds = _spent(serve) - before - quiet
    return one


def _figures(rounds: list[Round], vendor: str) -> list[Figure]:
    name = f"{sum(tabs for *_, tabs in MIX)} idle tabs, {vendor}"
    figures = [
        Figure(f"{name}: polls", [one.polls for one in rounds], ""),
        Figure(f"{name}: 304/204", [one.unchanged() for one in rounds], "", Target(">=", 0.8)),
        Figure(f"{name}: CPU per poll", [_each(one.cpu_seconds, one) for one in rounds], "ms"),
        Figure(
            f"{name}: poll, p95",
            [sorted(one.latencies)[int(len(one.latencies) * 0.95)] * 1000 for one in rounds],
            "ms",
        ),
    ]
    figures += [
        Figure(f"  {path}: 304/204", [one.unchanged(path) for one in rounds], "")
        for path, *_ in MIX
    ]
    return figures


def _each(seconds: float, one: Round) -> float:
    return 1000 * seconds / one.polls


def _tabs(serve: Serve) -> list[Tab]:
    """One person's, each with connections of its own."""
    cookies = serve.signed_in().cookies
    tabs = []
    for path, every, count in MIX:
        for _ in range(count):
            http = requests.Session()
            http.cookies.update(cookies)
            tabs.append(Tab(path, every, http))
    return tabs


def _poll_all(tabs: list[Tab], url: str, seconds: float, into: Round) -> None:
    """Each tab in its own rhythm, begun one after another."""
    began = time.perf_counter()
    due = [(began + number * tab.every / len(tabs), number) for number, tab in enumerate(tabs)]
    heapq.heapify(due)
    while due[0][0] < began + seconds:
        at, number = heapq.heappop(due)
        time.sleep(max(0.0, at - time.perf_counter()))
        sent = time.perf_counter()
        status = tabs[number].poll(url)
        into.latencies.append(time.perf_counter() - sent)
        into.answers[tabs[number].path, status] += 1
        heapq.heappush(due, (at + tabs[number].every, number))


def _spent(serve: Serve) -> float:
    """CPU seconds of the processes that serve pages: on SQLite the database is in them."""
    spent = 0.0
    for pid in serve.members():
        with contextlib.suppress(OSError):
            if b"meetings_server" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                spent += (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def _something_live(serve: Serve) -> None:
    """Rooms, a session that goes on with people in it and is recorded, and one that has ended."""
    rooms = [
        serve.api("POST", "rooms", {"display_name": f"Room {number}"})["id"] for number in range(60)
    ]
    token = (serve.data_dir / "callback_token").read_text().strip()
    for body in _told(rooms):
        requests.post(f"{serve.url}/hooks/{token}/", json=body, timeout=15).raise_for_status()
    http = serve.signed_in()
    wait_for(lambda: "Person 5" in http.get(f"{serve.url}/sessions/s-1/", timeout=15).text)


def _told(rooms: list[str]) -> Iterator[dict[str, object]]:
    began = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    live = {"session_id": "s-1", "room_id": rooms[0]}
    past = {"session_id": "s-0", "room_id": rooms[1], "started_at": began}
    yield {"event": "session:started", **past}
    yield {"event": "session:ended", **past, "ended_at": datetime.now(UTC).isoformat()}
    yield {"event": "session:started", **live, "started_at": began}
    yield {"event": "recording:started", "recording_id": "rec-1", "session_id": "s-1"}
    for number in range(PEOPLE):
        person = {"participant_id": f"p-{number}", "name": f"Person {number}", "is_host": False}
        yield {"event": "session:participant:joined", **live, **person}
