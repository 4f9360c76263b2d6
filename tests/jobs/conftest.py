from __future__ import annotations

from collections.abc import Iterator

import pytest

from jobs.kinds import Outcome, done
from jobs.models import Job, JobItem
from tests.support.jobs import a_kind


class Errands:
    """What was done, in order; `outcome` decides what becomes of each item."""

    def __init__(self) -> None:
        self.run: list[str] = []
        self.outcome = lambda target: done()

    def __call__(self, job: Job, item: JobItem) -> Outcome:
        self.run.append(item.target)
        outcome = self.outcome(item.target)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def errands() -> Iterator[Errands]:
    handler = Errands()
    with a_kind(handler):
        yield handler
