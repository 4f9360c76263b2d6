from __future__ import annotations

from celery import shared_task

from webhooks.drain import callbacks_drain
from webhooks.replay_runs import replay_run_step, stalled_runs
from webhooks.retention import callbacks_forget


@shared_task
def drain_callbacks() -> None:
    """Sent when one was stored, and by the schedule: messages get lost, and retries come due."""
    callbacks_drain()


@shared_task
def step_replay_run(run_pk: int) -> None:
    """One step, then the next as a message of its own: no worker is busy with a run for long."""
    wait = replay_run_step(run_pk)
    if wait is not None:
        step_replay_run.apply_async([run_pk], countdown=wait)


@shared_task
def resume_replay_runs() -> None:
    for run_pk in stalled_runs():
        step_replay_run.delay(run_pk)


@shared_task
def forget_callbacks() -> None:
    callbacks_forget()
