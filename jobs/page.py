from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from accounts.models import User
from jobs.kinds import Fruit, JobKind, JobRefused, Undo, kind_of, words_of
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
        if self.job.state != JobState.DONE or not self.is_own or self._kind is None:
            return None
        return self._kind.fruit(self.job) if self._kind.fruit else None

    @property
    def undo(self) -> Undo | None:
        """For who began the job, of what it has done so far."""
        kind = self._kind
        if kind is None or kind.undo is None or not (self.job.is_over and self.job.done):
            return None
        return kind.undo(self.job) if self.is_own and self.user.has_perm(kind.permission) else None

    @property
    def _kind(self) -> JobKind | None:
        try:
            return kind_of(self.job)
        except JobRefused:
            return None

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
