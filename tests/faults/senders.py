"""Send as the service does: connections that stay open, and again until it is taken."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from tests.faults.conftest import TOKEN

PAUSE_SECONDS = 0.05


class Senders:
    """Several threads that share one pile of bodies."""

    def __init__(self, port: int, bodies: Sequence[bytes], *, count: int = 8) -> None:
        self._port = port
        self._bodies: SimpleQueue[bytes] = SimpleQueue()
        for body in bodies:
            self._bodies.put(body)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.acknowledged: Counter[bytes] = Counter()
        self.refused: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(count)]

    def start(self) -> Senders:
        for thread in self._threads:
            thread.start()
        return self

    def join(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
            assert not thread.is_alive(), f"still {self._bodies.qsize()} to send"

    def stop(self) -> None:
        """Whatever has not been sent is not sent any more."""
        self._stopping.set()
        self.join(30)

    @property
    def taken(self) -> int:
        with self._lock:
            return self.acknowledged.total()

    def _send_all(self) -> None:
        connection = self._connection()
        while not self._stopping.is_set():
            try:
                body = self._bodies.get_nowait()
            except Empty:
                break
            while not self._stopping.is_set() and not self._is_taken(connection, body):
                connection.close()
                time.sleep(PAUSE_SECONDS)
        connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def _is_taken(self, connection: http.client.HTTPConnection, body: bytes) -> bool:
        try:
            connection.request(
                "POST", f"/hooks/{TOKEN}/", body, {"Content-Type": "application/json"}
            )
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            return False
        with self._lock:
            if response.status == http.client.NO_CONTENT:
                self.acknowledged[body] += 1
                return True
            self.refused[response.status] += 1
        return False


def while_sending(senders: Senders, moments: Sequence[int], action: Callable[[], None]) -> None:
    """Call `action` each time another of the `moments`, counted in callbacks, has come."""
    for moment in moments:
        deadline = time.monotonic() + 120
        while senders.taken < moment:
            assert time.monotonic() < deadline, f"only {senders.taken} of {moment} were taken"
            time.sleep(0.01)
        action()
