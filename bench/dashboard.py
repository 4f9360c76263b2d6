"""A dashboard to measure: real processes on throwaway data, with or without a worker."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.support.serve import database_of_its_own, free_port

ROOT = Path(__file__).parents[1]
TOKEN = "bench-token-of-enough-length-0123456789"  # noqa: S105  opens nothing but the benchmark's own
START_SECONDS = 30.0


@dataclass(frozen=True)
class Dashboard:
    url: str
    environment: Mapping[str, str]

    @property
    def receiver(self) -> str:
        return f"{self.url}/hooks/{TOKEN}/"


@contextlib.contextmanager
def dashboard(
    module: str, *, synchronous: str = "FULL", threads: int | None = None
) -> Iterator[Dashboard]:
    """`module` of meetings_dashboard.serving: `web` has no worker, `embedded` has one."""
    with tempfile.TemporaryDirectory() as data_dir, database_of_its_own() as database_url:
        environment = _environment(data_dir, database_url, module, synchronous)
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        with _granian(module, environment, threads) as url:
            yield Dashboard(url, environment)


def _environment(data_dir: str, database_url: str, module: str, synchronous: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CELERY")}
    own = {
        "DATA_DIR": data_dir,
        "DATABASE_URL": database_url or f"sqlite:///{data_dir}/dashboard.sqlite3",
        "CALLBACK_TOKENS": TOKEN,
        # Nobody listens there: without a worker, the wake-ups have to go nowhere at no cost.
        "CELERY_BROKER_URL": "memory://",
        "LOG_LEVEL": "ERROR",
        "SQLITE_SYNCHRONOUS": synchronous,
        "MEETINGS_API_URL": "http://127.0.0.1:9/beta/meetings",
        "MEETINGS_API_KEY": "unused",
        "MEETINGS_API_SECRET": "unused",
    }
    return kept | own


def _manage(environment: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603  ours


@contextlib.contextmanager
def _granian(module: str, environment: Mapping[str, str], threads: int | None) -> Iterator[str]:
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "error"),
        *("--blocking-threads", str(threads or environment.get("WEB_THREADS", "8"))),
        f"meetings_dashboard.serving.{module}:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603  ours
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_answering(url)
        yield url
    finally:
        process.terminate()
        process.wait(15)


def _wait_until_answering(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urlopen(f"{url}/sign-in/", timeout=5).close()  # noqa: S310  loopback
            return
        time.sleep(0.1)
    raise TimeoutError("the dashboard did not start")
