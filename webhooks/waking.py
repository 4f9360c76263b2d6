"""Telling the worker that callbacks wait; where that fails, the sweep finds them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from webhooks.tasks import drain_callbacks

# Between two messages: who asks meanwhile is told of by the second one.
PAUSE_SECONDS = 0.02

logger = logging.getLogger(__name__)


class _Breaker:
    """After a broker has failed, do without it for a while: the sweep finds the callback."""

    PAUSE_SECONDS = 10

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_until = 0.0

    def is_open(self) -> bool:
        with self._lock:
            return time.monotonic() < self._open_until

    def trip(self) -> None:
        with self._lock:
            self._open_until = time.monotonic() + self.PAUSE_SECONDS


_breaker = _Breaker()


def wake_worker() -> None:
    if _breaker.is_open():
        return
    try:
        drain_callbacks.delay()
    except Exception as error:
        # Whatever is wrong with the broker, the callbacks are stored and must be acknowledged.
        _breaker.trip()
        logger.warning(
            "The broker cannot be reached, the sweep will apply: %s", type(error).__name__
        )


class Waker:
    """Sends messages from a thread of its own: one for all who asked since the last one.

    A message for each commit took a third of what it costs to store a callback, and whoever sent
    it to a silent broker answered late.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._asked = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """A message is sent after this; whoever asks has committed before."""
        self._asked.set()
        if not self._is_running():
            self._start()

    def _is_running(self) -> bool:
        """Not in a process that was forked off: threads stay behind."""
        return self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        with self._starting:
            if not self._is_running():
                self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            self._send()
            time.sleep(PAUSE_SECONDS)
