"""Begin, cancel and retry jobs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.text import storable
from jobs.kinds import JobRefused
from jobs.models import ACTIVE, ItemState, Job, JobItem, JobState
from jobs.tasks import advance_jobs

if TYPE_CHECKING:
    from accounts.models import User

MOST_ITEMS = 20_000
BATCH = 1000

Target = tuple[str, str] | tuple[str, str, dict[str, Any]]


def job_begin(
    *,
    kind: str,
    actor: User | None,
    targets: Iterable[Target],
    params: dict[str, Any] | None = None,
) -> Job:
    """Begin a job over (target, name) or (target, name, what to do to this one).

    No actor for one that a rule begins.

    Raises JobRefused when there is nothing to do, or more than `MOST_ITEMS`.
    """
    with transaction.atomic():
        job = Job.objects.create(kind=kind, created_by=actor, params=params or {})
        job.total = _items_create(job, targets)
        job.save(update_fields=["total"])
        audit.Act(actor, "job.begin", f"job:{job.pk}", kind).done(detail=f"{job.total} items")
        _wake_worker()
    return job


def _items_create(job: Job, targets: Iterable[Target]) -> int:
    total, rest = 0, iter(targets)
    while batch := list(islice(rest, BATCH)):
        total += len(batch)
        if total > MOST_ITEMS:
            raise JobRefused(f"That is more than {MOST_ITEMS} at once: narrow the selection.")
        JobItem.objects.bulk_create(_item(job, *target) for target in batch)
    if not total:
        raise JobRefused("Nothing is selected.")
    return total


def _item(job: Job, target: str, name: str, params: dict[str, Any] | None = None) -> JobItem:
    return JobItem(job=job, target=target, name=storable(name), params=params or {})


def job_cancel(*, job: Job, actor: User) -> bool:
    """Let no further item begin; False when the job was over already."""
    with transaction.atomic():
        asked = Job.objects.filter(pk=job.pk, state__in=ACTIVE).update(
            cancel_requested=True, due_at=timezone.now()
        )
        if asked:
            audit.Act(actor, "job.cancel", f"job:{job.pk}", job.kind).done()
            _wake_worker()
    return bool(asked)


def job_retry(*, job: Job, actor: User) -> bool:
    """Have what failed of a job that is over done again; False when nothing did."""
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if not locked.is_over:
            return False
        again = locked.items.filter(state=ItemState.FAILED)
        count = again.update(state=ItemState.WAITING, detail="", attempts=0, due_at=timezone.now())
        if not count and locked.state != JobState.FAILED:
            return False
        _reopen(locked)
        audit.Act(actor, "job.retry", f"job:{job.pk}", job.kind).done(detail=f"{count} items")
        _wake_worker()
    return True


def _wake_worker() -> None:
    # Robust: without a broker the schedule finds the job, only later.
    transaction.on_commit(advance_jobs.delay, robust=True)


def _reopen(job: Job) -> None:
    job.failed, job.state, job.error = 0, JobState.WAITING, ""
    job.cancel_requested, job.finished_at = False, None
    job.due_at = timezone.now()
    job.save()
