"""Why the version of Celery is pinned: newer workers ended when Redis went away meanwhile."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.processes import Redis, redis
from tests.support.serve import ROOT, wait_for

TRIALS = 3
# Longer than Redis is away, so that its message is not acknowledged when it goes.
TASK_SECONDS = 3


@contextlib.contextmanager
def worker(broker: Redis) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *(sys.executable, "-m", "celery", "--app", "tests.faults.sleeper", "worker"),
        *("--queues", "sync", "--concurrency", "2", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle"),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"CELERY_BROKER_URL": broker.url},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait(10)


def ask(broker: Redis, file: Path, seconds: float) -> None:
    """In a process of its own: the application is made for one broker."""
    words = (
        f"from tests.faults.sleeper import sleep_and_tell as t; t.delay({str(file)!r}, {seconds})"
    )
    environment = os.environ | {"CELERY_BROKER_URL": broker.url}
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=environment, check=True)


def test_a_worker_outlives_a_redis_that_goes_with_a_message_unacknowledged(tmp_path: Path):
    with redis() as broker, worker(broker) as process:
        for trial in range(TRIALS):
            long, short = tmp_path / f"long-{trial}", tmp_path / f"short-{trial}"
            ask(broker, long, TASK_SECONDS)
            wait_for(long.with_suffix(".begun").exists, seconds=30)
            broker.kill()
            broker.start()
            ask(broker, short, 0)
            wait_for(short.exists, seconds=30, says=lambda: f"ended: {process.poll()}")

            assert process.poll() is None
