"""What a walk over all rooms costs, against fetching its pages and writing its rows by hand.

`BENCH_ROOMS` sets how many there are; each round starts from an empty table.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from bench.dashboard import ROOT
from bench.figures import Figure, Target
from tests.support.serve import database_of_its_own

ROOMS = int(os.environ.get("BENCH_ROOMS", "20000"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "5"))


def run() -> list[Figure]:
    with _environment() as environment:
        _python(environment, "manage.py", "migrate", "--verbosity", "0")
        rounds = [_round(environment, "times") for _ in range(REPEATS)]
        memory = [_round(environment, "memory") for _ in range(REPEATS)]
    vendor = "PostgreSQL" if environment["DATABASE_URL"].startswith("postgres") else "SQLite"
    name = f"walk of {ROOMS} rooms, {vendor}"
    raw = [one["fetch"] + one["upsert"] for one in rounds]

    def seconds(words: str, part: str) -> Figure:
        return Figure(f"{name}: {words}", [one[part] for one in rounds], "s")

    def ratio(words: str, part: str, target: float) -> Figure:
        ratios = [one[part] / limit for one, limit in zip(rounds, raw, strict=True)]
        return Figure(f"{name}: {words}", ratios, "", Target("<=", target))

    written = [100 * one["written"] / one["rooms"] for one in rounds]
    return [
        seconds("raw page fetch", "fetch"),
        seconds("raw upsert", "upsert"),
        seconds("all new", "first"),
        ratio("all new, of raw fetch + upsert", "first", 3),
        seconds("nothing changed", "again"),
        ratio("nothing changed, of raw fetch + upsert", "again", 3),
        Figure(f"{name}: nothing changed, rows written", written, "%", Target("<=", 0.1)),
        seconds("1 % changed", "changed"),
        ratio("1 % changed, of raw fetch + upsert", "changed", 3),
        Figure(f"{name}: memory", [one["more"] for one in memory], "MB", Target("<=", 100)),
    ]


@contextlib.contextmanager
def _environment() -> Iterator[dict[str, str]]:
    with (
        tempfile.TemporaryDirectory() as data_dir,
        database_of_its_own() as database_url,
        _pages() as port,
    ):
        yield {
            **os.environ,
            "DATA_DIR": data_dir,
            "DATABASE_URL": database_url or f"sqlite:///{data_dir}/dashboard.sqlite3",
            "LOG_LEVEL": "ERROR",
            "MEETINGS_API_URL": f"http://127.0.0.1:{port}/beta/meetings",
            "MEETINGS_API_KEY": "unused",
            "MEETINGS_API_SECRET": "unused",
        }


@contextlib.contextmanager
def _pages() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.room_pages", str(ROOMS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  ours
        assert process.stdout is not None  # noqa: S101
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _round(environment: dict[str, str], kind: str) -> dict[str, float]:
    told = _python(environment, "-m", "bench.walk_rounds", kind)
    figures: dict[str, float] = json.loads(told)
    return figures


def _python(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(  # noqa: S603  ours
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
