"""Storing callbacks several at a time: one commit, and one wait for the disk, for all that wait.

Whoever comes first writes for all who have come meanwhile. Each is answered after that commit,
so that what was acknowledged is on the disk. With a thread for each request that alone writes,
SQLite's writers find each other by polling, and one in a hundred waited for half a second.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import OperationalError, transaction

from webhooks.models import Callback

MOST_AT_ONCE = 64

# In the embedded default the worker writes in the same process: it takes its turn here as well.
writing_turn = threading.Lock()


class NotStored(Exception):
    """It is not in the database, and must not be acknowledged; `__cause__` says why."""


@dataclass
class _Waiting:
    callback: Callback
    is_settled: bool = False
    error: Exception | None = None


_waiting: deque[_Waiting] = deque()


def store(callback: Callback, *, on_commit: Callable[[], None]) -> None:
    """Insert and commit. Raises NotStored.

    `on_commit` is called once a commit, by the one who wrote, for itself and for others. Not to
    be called inside a transaction: nobody could say when it commits.
    """
    entry = _Waiting(callback)
    _waiting.append(entry)
    with writing_turn:
        writes = not entry.is_settled
        while not entry.is_settled:
            _settle([_waiting.popleft() for _ in range(min(len(_waiting), MOST_AT_ONCE))])
    if entry.error is not None:
        raise NotStored(str(entry.error)) from entry.error
    if writes:
        on_commit()


def _settle(entries: Sequence[_Waiting]) -> None:
    """Leaves none of them open, whatever happens: each is stored, or knows its error."""
    try:
        with transaction.atomic(durable=True):
            Callback.objects.bulk_create([entry.callback for entry in entries])
    except Exception as error:
        # Where the database itself is at fault, trying each would only take as many times as long.
        if len(entries) == 1 or isinstance(error, OperationalError):
            _fail(entries, error)
        else:
            # One of them may be what the database refuses: the others must not suffer from it.
            for entry in entries:
                _settle([entry])
    else:
        for entry in entries:
            entry.is_settled = True


def _fail(entries: Sequence[_Waiting], error: Exception) -> None:
    for entry in entries:
        entry.error, entry.is_settled = error, True
