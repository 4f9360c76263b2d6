"""A sender of many requests over a few kept connections, light enough to run beside the server."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SILENCE_SECONDS = 30.0


@dataclass
class Answers:
    """Latencies in seconds of the requests that got a 2xx; everything else is an error."""

    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def post_all(
    url: str,
    bodies: Iterator[bytes],
    *,
    connections: int,
    seconds: float,
    rate: float | None = None,
) -> Answers:
    """Post `bodies` in turn for `seconds`, as fast as they are answered or at `rate` a second."""
    sender = _Sender(url, bodies, rate)
    return sender.run(connections, seconds)


class _Sender:
    def __init__(self, url: str, bodies: Iterator[bytes], rate: float | None) -> None:
        self._parts = urlsplit(url)
        self._bodies = bodies
        self._pause = 1 / rate if rate else 0.0
        self._selector = selectors.DefaultSelector()
        self._sent: dict[socket.socket, float] = {}
        self._answers = Answers()

    def run(self, connections: int, seconds: float) -> Answers:
        address = (self._parts.hostname or "", self._parts.port or 80)
        idle = [
            socket.create_connection(address, timeout=SILENCE_SECONDS) for _ in range(connections)
        ]
        for connection in idle:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(connection, selectors.EVENT_READ)
        began = next_at = time.perf_counter()
        while time.perf_counter() < began + seconds:
            while idle and time.perf_counter() >= next_at:
                self._send(idle.pop())
                next_at += self._pause
            idle += self._receive(timeout=0.001 if self._pause else 0.1)
        while self._sent:
            idle += self._receive(timeout=SILENCE_SECONDS)
        self._answers.seconds = time.perf_counter() - began
        for connection in idle:
            connection.close()
        return self._answers

    def _send(self, connection: socket.socket) -> None:
        body = next(self._bodies)
        head = (
            f"POST {self._parts.path} HTTP/1.1\r\nHost: {self._parts.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._sent[connection] = time.perf_counter()
        connection.sendall(head.encode() + body)

    def _receive(self, timeout: float) -> list[socket.socket]:
        ready = self._selector.select(timeout)
        if not ready and timeout >= SILENCE_SECONDS:
            raise TimeoutError(f"{len(self._sent)} requests were never answered")
        return [self._finish(key.fileobj) for key, _ in ready]  # type: ignore[arg-type]

    def _finish(self, connection: socket.socket) -> socket.socket:
        answer = connection.recv(65536)
        began = self._sent.pop(connection)
        if answer.startswith(b"HTTP/1.1 2"):
            self._answers.latencies.append(time.perf_counter() - began)
        else:
            self._answers.errors += 1
        return connection
