"""Applying what waits in the inbox: in order of arrival, by one drainer at a time, in batches.

A batch is one commit. It reads the rows that its callbacks are about, changes them in memory and
writes what changed, in a few queries whatever its size. It is small, because on SQLite nothing can
be stored meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from webhooks.batch import Batch
from webhooks.events import Event, Incomplete
from webhooks.handlers import HANDLERS
from webhooks.inbox import writing_turn
from webhooks.models import Callback, CallbackKind, CallbackState
from webhooks.timeline import Outcome, noted

MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=5)

BATCH_MOST = 50
# Well under the time limit of a task; what is left then, the sweep goes on with.
DRAIN_SECONDS = 30.0

FAILED_FIELDS = ("state", "attempts", "error", "next_attempt_at", "history")

_DRAINING_KEY = 0x0CA11BAC
_draining = threading.Lock()

logger = logging.getLogger(__name__)


def callbacks_drain() -> int:
    """Apply all that is due; how many were tried. Returns at once where somebody else drains.

    Whoever stores one commits it before asking for a drain, and whoever drains looks again after
    giving up the turn: so between the two nothing is overlooked.
    """
    tried, deadline = 0, time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and Callback.objects.due().exists():
        if not _draining.acquire(blocking=False):
            break
        try:
            count = _batch_apply()
        finally:
            _draining.release()
        if count is None:
            break
        tried += count
    return tried


def _batch_apply() -> int | None:
    """How many were tried; None when another process has the turn."""
    with writing_turn, transaction.atomic():
        if not _has_turn():
            return None
        callbacks = _due_batch()
        try:
            _apply(callbacks)
        except Exception:
            # One of them cannot be applied: each by itself, so that it takes no other with it.
            for callback in callbacks:
                _apply_alone(callback)
        return len(callbacks)


def _has_turn() -> bool:
    """On PostgreSQL until the end of the transaction; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_DRAINING_KEY])
        return bool(cursor.fetchone()[0])


def _due_batch() -> list[Callback]:
    due = Callback.objects.select_for_update(skip_locked=True).due()
    return list(due.defer("body").order_by("next_attempt_at", "pk")[:BATCH_MOST])


def _apply(callbacks: Sequence[Callback]) -> None:
    """All of them or none: the rows and their effects commit together."""
    with transaction.atomic():
        batch = Batch(callbacks)
        for callback in callbacks:
            handler = HANDLERS[CallbackKind(callback.kind)]
            callback.effects = handler(callback, Event(callback.payload or {}), batch)
        batch.write()
        _finish(callbacks)


def _finish(callbacks: Sequence[Callback]) -> None:
    now = timezone.now()
    for callback in callbacks:
        callback.attempts += 1
        callback.processed_at = now
        callback.history = noted(callback, Outcome.APPLIED)
    for field in ("effects", "history"):
        told = [callback for callback in callbacks if getattr(callback, field)]
        Callback.objects.bulk_update(told, [field])
    Callback.objects.filter(pk__in=[callback.pk for callback in callbacks]).update(
        state=CallbackState.APPLIED,
        attempts=F("attempts") + 1,
        error="",
        processed_at=now,
    )


def _apply_alone(callback: Callback) -> None:
    """A failure is noted on the row, with the time of the next attempt.

    After `MAX_ATTEMPTS` the callback is dead until somebody replays it.
    """
    callback.refresh_from_db(fields=["attempts", "history"])
    try:
        _apply([callback])
    except Exception as error:
        callback.refresh_from_db(fields=["attempts", "history"])
        _fail(callback, error)


def _fail(callback: Callback, error: Exception) -> None:
    callback.attempts += 1
    hopeless = isinstance(error, Incomplete) or callback.attempts >= MAX_ATTEMPTS
    callback.state = CallbackState.DEAD if hopeless else CallbackState.FAILED
    callback.error = _reason(error)
    callback.next_attempt_at = timezone.now() + FIRST_RETRY * 3 ** (callback.attempts - 1)
    callback.history = noted(callback, Outcome(callback.state), callback.error)
    callback.save(update_fields=FAILED_FIELDS)
    logger.warning("Callback %s %s: %s", callback.pk, callback.state, callback.error)


def _reason(error: Exception) -> str:
    if isinstance(error, Incomplete):
        return str(error)
    if isinstance(error, DatabaseError):
        return f"The database refused: {error}"[:1000]
    return f"{type(error).__name__}: {error}"[:1000]
