from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import User
from jobs.kinds import Fruit, JobRefused, kind_of, words_of
from jobs.models import Job, JobState


@dataclass(frozen=True)
class JobPage:
    """What a page tells of one job, to one user."""

    job: Job
    user: User

    @property
    def label(self) -> str:
        return words_of(self.job.kind)

    @cached_property
    def fruit(self) -> Fruit | None:
        """The result, for who began the job."""
        if self.job.state != JobState.DONE or not self.is_own:
            return None
        try:
            fruit = kind_of(self.job).fruit
        except JobRefused:
            return None
        return fruit(self.job) if fruit else None

    @property
    def is_own(self) -> bool:
        return self.job.created_by_id == self.user.pk

    @property
    def can_cancel(self) -> bool:
        return self.is_own and not self.job.is_over and not self.job.cancel_requested

    @property
    def can_retry(self) -> bool:
        retryable = self.job.failed > 0 or self.job.state == JobState.FAILED
        return self.is_own and self.job.is_over and retryable

    @property
    def took(self) -> timedelta | None:
        if self.job.started_at is None:
            return None
        return (self.job.finished_at or timezone.now()) - self.job.started_at
