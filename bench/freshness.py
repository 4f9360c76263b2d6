"""How long from an acknowledged callback to its effects, with the worker in the web process."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing

import psycopg

from bench.dashboard import Dashboard, dashboard
from bench.figures import Figure, Target
from bench.load import Answers, post_all
from bench.receiver import CONNECTIONS, bodies

REPEATS = 5
SECONDS = 6.0
IDLE_RATE = 5.0
# What is left to do 5 s after the last callback counts as backlog.
BACKLOG_AFTER_SECONDS = 5.0

AGES = {
    "sqlite": "SELECT (julianday(processed_at) - julianday(received_at)) * 86400",
    "postgres": "SELECT extract(epoch FROM processed_at - received_at)::float",
}


def run() -> list[Figure]:
    vendor = "postgres" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    with dashboard("embedded") as subject:
        rate = _send(subject, None).rate
        idle = [_percentile(subject, vendor, IDLE_RATE) for _ in range(REPEATS)]
        busy = [_percentile(subject, vendor, rate / 2) for _ in range(REPEATS)]
    name = f"freshness, {vendor}"
    return [
        Figure(f"{name}: callbacks acknowledged beside the worker", [rate], "/s"),
        Figure(f"{name}: idle, p95", [p95 for p95, _, _ in idle], "s", Target("<=", 1)),
        Figure(
            f"{name}: at half of that rate, p95", [p95 for p95, _, _ in busy], "s", Target("<=", 5)
        ),
        Figure(f"{name}: at half, answered at p99", [p99 for _, p99, _ in busy], "ms"),
        Figure(f"{name}: backlog after 5 s", [left for _, _, left in busy], "", Target("<=", 0)),
    ]


def _percentile(subject: Dashboard, vendor: str, rate: float) -> tuple[float, float, int]:
    """The p95 of the age at which one was applied, the p99 of the answer in ms, and the backlog."""
    _query(subject, vendor, "DELETE FROM webhooks_callback WHERE state = 'applied'")
    answers = _send(subject, rate)
    time.sleep(BACKLOG_AFTER_SECONDS)
    left = _query(
        subject, vendor, "SELECT count(*) FROM webhooks_callback WHERE state = 'received'"
    )
    ages = _query(
        subject,
        vendor,
        f"{AGES[vendor]} AS age FROM webhooks_callback WHERE state = 'applied' ORDER BY age",
    )
    age = ages[int(len(ages) * 0.95)][0] if ages else float("inf")
    return age, answers.percentile(0.99) * 1000, left[0][0]


def _send(subject: Dashboard, rate: float | None) -> Answers:
    return post_all(subject.receiver, bodies(), connections=CONNECTIONS, seconds=SECONDS, rate=rate)


def _query(subject: Dashboard, vendor: str, sql: str) -> list[tuple[float]]:
    url = subject.environment["DATABASE_URL"]
    if vendor == "postgres":
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
        return connection.execute(sql).fetchall()
