"""A callback's life: stored, applied, retried, dead, replayed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from core.text import storable
from webhooks.events import Event, Incomplete, Unreadable, id_in, kind_of, payload_of
from webhooks.handlers import HANDLERS
from webhooks.models import PENDING, Callback, CallbackKind, CallbackState

MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=5)

logger = logging.getLogger(__name__)


def callback_store(*, body: bytes, headers: Mapping[str, str]) -> Callback:
    """Store what came, readable or not; its state says which."""
    callback = Callback(
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        headers=storable(dict(headers)),
        received_at=timezone.now(),
    )
    try:
        _read_into(callback)
    except Unreadable as error:
        callback.state, callback.error = CallbackState.REJECTED, str(error)
    callback.save()
    return callback


def _read_into(callback: Callback) -> None:
    payload = payload_of(bytes(callback.body))
    kind = kind_of(payload["event"])
    callback.payload = payload
    callback.event = payload["event"].strip()[:100]
    callback.kind = kind or ""
    callback.room_remote_id = id_in(payload, "room_id")
    callback.session_remote_id = id_in(payload, "session_id")
    callback.participant_remote_id = id_in(payload, "participant_id")
    callback.recording_remote_id = id_in(payload, "recording_id")
    if kind is None:
        callback.state = CallbackState.IGNORED
        callback.error = "This event is not one that the dashboard knows; it is kept as it came."


def callback_apply(callback_pk: int) -> Callback | None:
    """Apply a pending callback; None when there is nothing (more) to do.

    The row and its effects commit together. A failure is noted on the row, with the time of
    the next attempt, and after `MAX_ATTEMPTS` the callback is dead until somebody replays it.
    """
    try:
        with transaction.atomic():
            callback = _claimed(callback_pk)
            if callback is None:
                return None
            callback.effects = HANDLERS[CallbackKind(callback.kind)](
                callback,
                Event(callback.payload or {}),
            )
            _finish(callback)
            return callback
    except Exception as error:
        return _fail(callback_pk, error)


def _claimed(callback_pk: int) -> Callback | None:
    pending = Callback.objects.select_for_update(skip_locked=True)
    return pending.filter(pk=callback_pk, state__in=PENDING).first()


def _finish(callback: Callback) -> None:
    callback.state = CallbackState.APPLIED
    callback.attempts += 1
    callback.error = ""
    callback.processed_at = timezone.now()
    callback.save(update_fields=["state", "attempts", "error", "processed_at", "effects"])


def _fail(callback_pk: int, error: Exception) -> Callback | None:
    """Outside the transaction that was rolled back, so that the reason survives it."""
    with transaction.atomic():
        callback = _claimed(callback_pk)
        if callback is None:
            return None
        callback.attempts += 1
        hopeless = isinstance(error, Incomplete) or callback.attempts >= MAX_ATTEMPTS
        callback.state = CallbackState.DEAD if hopeless else CallbackState.FAILED
        callback.error = _reason(error)
        callback.next_attempt_at = timezone.now() + FIRST_RETRY * 3 ** (callback.attempts - 1)
        callback.save(update_fields=["attempts", "state", "error", "next_attempt_at"])
    logger.warning("Callback %s %s: %s", callback.pk, callback.state, callback.error)
    return callback


def _reason(error: Exception) -> str:
    if isinstance(error, Incomplete):
        return str(error)
    if isinstance(error, DatabaseError):
        return f"The database refused: {error}"[:1000]
    return f"{type(error).__name__}: {error}"[:1000]


def callback_replay(callback: Callback) -> Callback:
    """Make it pending again; applying it twice changes nothing, so this is always safe.

    Raises Unreadable for a body that cannot be read, and for an event that is not known.
    """
    if not callback.kind:
        raise Unreadable(callback.error or "This callback cannot be applied.")
    callback.state, callback.attempts = CallbackState.RECEIVED, 0
    callback.next_attempt_at = timezone.now()
    callback.save(update_fields=["state", "attempts", "next_attempt_at"])
    return callback


def due_callbacks(*, limit: int = 500) -> list[int]:
    """Keys of callbacks that wait to be applied, the oldest first."""
    due = Callback.objects.due().order_by("next_attempt_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])
