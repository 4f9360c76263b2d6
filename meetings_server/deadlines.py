"""An end for what a receiver draws out: a timeout is about each of its bytes, however many come."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    def __init__(self) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None

    def watch(self, connected: socket.socket | None) -> None:
        self._socket = connected
        if self.is_over:
            self.end()

    def end(self) -> None:
        self.is_over = True
        if self._socket is not None:
            with suppress(OSError):
                # Not the method of a TLS socket, which is in use by the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Nearest(threading.local):
    deadline: Deadline | None = None


_nearest = _Nearest()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """For the requests of this thread; those that it ends fail as when the other side hangs up."""
    _nearest.deadline = ours = Deadline()
    timer = threading.Timer(seconds, ours.end)
    timer.daemon = True
    timer.start()
    try:
        yield ours
    finally:
        timer.cancel()
        _nearest.deadline = None


def _watch(connected: socket.socket | None) -> None:
    if _nearest.deadline is not None:
        _nearest.deadline.watch(connected)


class _Connection(HTTPConnection):
    def getresponse(self) -> Any:
        _watch(self.sock)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        _watch(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Deadlined(HTTPAdapter):
    """Knows the socket of each of its requests."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
