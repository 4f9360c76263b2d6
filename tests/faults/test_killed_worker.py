"""A worker that was killed: another one takes over, and nothing of the old one goes on."""

from __future__ import annotations

from pathlib import Path

from tests.faults.conftest import Start
from tests.faults.processes import kill, processes_of, redis
from tests.support.serve import Serve, wait_for

# The worker, two that run its tasks, and its schedule.
PROCESSES = 4


def workers(serve: Serve) -> set[int]:
    return set(processes_of(serve, "celery", "callbacks,sync"))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_its_schedule_ends_with_it(start: Start):
    with redis() as broker:
        serve = start({"CELERY_BROKER_URL": broker.url})
        old = wait_for(
            lambda: pids if len(pids := workers(serve)) == PROCESSES else None, says=serve.said
        )
        kill([pid for pid in old if parent_of(pid) == serve.process.pid])

        wait_for(lambda: not old & workers(serve), says=serve.said)
        assert wait_for(lambda: len(workers(serve)) == PROCESSES, says=serve.said)
