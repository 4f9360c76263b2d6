from __future__ import annotations

from celery import shared_task

from webhooks.services import callback_apply, due_callbacks


@shared_task
def apply_callback(callback_pk: int) -> None:
    callback_apply(callback_pk)


@shared_task
def sweep_callbacks() -> None:
    """Apply what is due: the message of a callback may have been lost, or its retry has come."""
    for callback_pk in due_callbacks():
        callback_apply(callback_pk)
