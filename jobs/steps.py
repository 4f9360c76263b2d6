"""A job's life in the worker: claimed, some items done, released, and so on until it is over."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from core.text import storable
from jobs.kinds import JobKind, JobRefused, Outcome, failed, kind_of
from jobs.models import ItemState, Job, JobItem, JobState
from meetings_api import MeetingsApiError

# How long a step goes on; long work is many of them, so that nothing else has to wait for it.
STEP_SECONDS = 3.0
_COUNTER = {
    ItemState.DONE: "done",
    ItemState.SKIPPED: "skipped",
    ItemState.FAILED: "failed",
}

logger = logging.getLogger(__name__)


class LostLease(Exception):
    """Another worker took the job over: it had seen no sign of life for too long."""


def jobs_step(*, seconds: float = STEP_SECONDS) -> bool:
    """One step of the job that has waited longest; whether another step could be done now."""
    job = _claim()
    if job is None:
        return False
    try:
        _run(job, until=time.monotonic() + seconds)
    except JobRefused as error:
        _end(job, JobState.FAILED, error=str(error))
    except LostLease:
        logger.warning("Job %s was taken over by another worker.", job.pk)
    except Exception as error:
        logger.exception("Job %s broke off.", job.pk)
        _end(job, JobState.FAILED, error=f"{type(error).__name__}: {error}"[:1000])
    return Job.objects.due().exists()


def _claim() -> Job | None:
    with transaction.atomic():
        if Job.objects.held().count() >= settings.JOBS_AT_ONCE:
            return None
        job = Job.objects.due().select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.holder, job.beat_at, job.state = uuid4().hex, timezone.now(), JobState.RUNNING
        job.started_at = job.started_at or job.beat_at
        job.save(update_fields=["holder", "beat_at", "state", "started_at"])
    return job


def _run(job: Job, *, until: float) -> None:
    kind = kind_of(job)
    if job.created_by is not None and not job.created_by.has_perm(kind.permission):
        raise JobRefused("Whoever began it is not allowed to do this any more.")
    while not _is_cancelled(job):
        item = _next_item(job)
        if item is None:
            _rest(job, kind)
            return
        _process(job, item, kind)
        if time.monotonic() >= until:
            _release(job, due_at=timezone.now())
            return
    _end(job, JobState.CANCELLED)


def _next_item(job: Job) -> JobItem | None:
    waiting = job.items.filter(state=ItemState.WAITING, due_at__lte=timezone.now())
    return waiting.order_by("pk").first()


def _process(job: Job, item: JobItem, kind: JobKind) -> None:
    try:
        _handle(job, item, kind)
    except (LostLease, JobRefused):
        raise
    except MeetingsApiError as error:
        _fail(job, item, error.user_message)
    except Exception as error:
        logger.exception("Job %s broke at %s.", job.pk, item.target)
        _fail(job, item, f"{type(error).__name__}: {error}"[:1000])


def _handle(job: Job, item: JobItem, kind: JobKind) -> None:
    outcome = None if kind.is_local else kind.handler(job, item)
    with transaction.atomic():
        _note(job, item, outcome or kind.handler(job, item))


def _fail(job: Job, item: JobItem, reason: str) -> None:
    with transaction.atomic():
        _note(job, item, failed(reason))


def beat(job: Job) -> None:
    """Show a sign of life, as handlers do that take long. Raises LostLease."""
    mine = Job.objects.filter(pk=job.pk, holder=job.holder)
    if not mine.update(beat_at=timezone.now()):
        raise LostLease


def _note(job: Job, item: JobItem, outcome: Outcome) -> None:
    beat(job)
    item.state, item.detail = outcome.state, storable(outcome.detail)
    item.attempts += 1
    if outcome.again is not None:
        item.due_at = timezone.now() + outcome.again
    item.save(update_fields=["state", "detail", "attempts", "due_at"])
    if counter := _COUNTER.get(outcome.state):
        Job.objects.filter(pk=job.pk).update(**{counter: F(counter) + 1})


def _is_cancelled(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def _rest(job: Job, kind: JobKind) -> None:
    """Nothing to do at this moment: wait for items whose time is to come, or end."""
    waiting = job.items.filter(state=ItemState.WAITING)
    due_at = waiting.aggregate(due_at=Min("due_at"))["due_at"]
    if due_at is None:
        if kind.finish is not None:
            kind.finish(job)
        _end(job, JobState.DONE)
    else:
        _release(job, due_at=due_at)


def _release(job: Job, *, due_at: datetime) -> None:
    mine = Job.objects.filter(pk=job.pk, holder=job.holder)
    mine.update(holder="", beat_at=timezone.now(), due_at=due_at)


def _end(job: Job, state: JobState, *, error: str = "") -> None:
    mine = Job.objects.filter(pk=job.pk, holder=job.holder)
    now = timezone.now()
    mine.update(holder="", beat_at=now, state=state, error=storable(error), finished_at=now)
