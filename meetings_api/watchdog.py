"""A deadline for a whole exchange.

The timeouts of requests start anew with each byte, so a service that drips one byte a second
holds its caller for ever. Here a timer shuts the socket down instead, and the blocked read ends.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Watchdog:
    """Knows the socket of one exchange, and whether it had to end it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.bit = False

    def watch(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._socket = connection
            if self.bit:
                self._shut_down()

    def bite(self) -> None:
        with self._lock:
            self.bit = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is None:
            return
        try:
            # Not the TLS socket's own method, which would first say goodbye to the other side.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:
            return


_current: ContextVar[Watchdog | None] = ContextVar("current_watchdog", default=None)


@contextmanager
def watched(seconds: float) -> Iterator[Watchdog]:
    """Ends the exchange that this thread makes inside the block once the seconds are over."""
    watchdog = Watchdog()
    timer = threading.Timer(seconds, watchdog.bite)
    timer.daemon = True
    before = _current.set(watchdog)
    timer.start()
    try:
        yield watchdog
    finally:
        timer.cancel()
        # A timer that goes off just now must not end whatever comes next on this connection.
        watchdog.watch(None)
        _current.reset(before)


def _watch(connection: HTTPConnection) -> None:
    watchdog = _current.get()
    if watchdog is not None:
        watchdog.watch(connection.sock)


class _WatchedConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # urllib3 types it so too
        _watch(self)
        return super().getresponse()


class _WatchedTlsConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # urllib3 types it so too
        _watch(self)
        return super().getresponse()


class _WatchedPool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _WatchedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTlsConnection


class WatchedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: object, **options: object) -> None:
        super().init_poolmanager(*args, **options)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = {
            "http": _WatchedPool,
            "https": _WatchedTlsPool,
        }
