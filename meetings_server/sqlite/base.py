"""Django's SQLite, with writers that wait in a queue.

SQLite lets one transaction write at a time and has the others ask again and again, at longer and
longer intervals: whoever waits longest asks most rarely, while who has just finished begins anew
at once. Only one process writes this database, so a queue within it is enough to be fair.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base


class FairLock:
    """Taken in the order in which it was asked for."""

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self) -> None:
        with self._inner:
            if not self._is_taken:
                self._is_taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def give_back(self) -> None:
        with self._inner:
            if self._waiting:
                # It stays taken, and nobody who comes now can be faster than the next.
                self._waiting.popleft().set()
            else:
                self._is_taken = False


writing = FairLock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Has the lock from the begin of a transaction to its end, however it ends."""

    _may_write = False

    def _start_transaction_under_autocommit(self) -> None:
        writing.take()
        self._may_write = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._let_others_write()
            raise

    def commit(self) -> None:
        # When this fails, a rollback follows.
        super().commit()
        self._let_others_write()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._let_others_write()

    def close(self, *arguments: Any, **options: Any) -> None:
        try:
            super().close(*arguments, **options)
        finally:
            if not self.in_atomic_block:
                self._let_others_write()

    def _let_others_write(self) -> None:
        if self._may_write:
            self._may_write = False
            writing.give_back()
