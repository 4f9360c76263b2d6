from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jobs import kinds
from jobs.models import Job, JobItem
from jobs.steps import jobs_step

MOST_STEPS = 500


def work(*, seconds: float = 60) -> None:
    """Do what a worker would do, until there is nothing to be done now."""
    for _step in range(MOST_STEPS):
        if not jobs_step(seconds=seconds):
            return
    raise AssertionError(f"still not over after {MOST_STEPS} steps")


@contextmanager
def a_kind(handler: Callable[[Job, JobItem], kinds.Outcome], **options: Any) -> Iterator[str]:
    """A kind of job of the test's own, by the name "errand"."""
    options = {"label": "Errand", "permission": "jobs.view_job"} | options
    kinds.register(kinds.JobKind(name="errand", handler=handler, **options))
    yield "errand"
    del kinds._kinds["errand"]


def outcomes(job: Job) -> dict[str, tuple[str, str]]:
    return {item.target: (item.state, item.detail) for item in job.items.all()}
