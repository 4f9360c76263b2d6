from __future__ import annotations

from celery import shared_task

from jobs.steps import jobs_step


# A step is short, except where a film has to be read in one go: its heartbeat keeps the lease.
@shared_task(soft_time_limit=1700, time_limit=1800)
def advance_jobs() -> None:
    """One step of whichever job has waited longest, then wake a worker for the next."""
    if jobs_step():
        advance_jobs.delay()


@shared_task
def sweep_jobs() -> None:
    """Go on with jobs whose worker died, whose message was lost, or whose time has come."""
    advance_jobs()
