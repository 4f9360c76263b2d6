"""A consumer of callbacks on a real port, which answers as it is told to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

DEADLINE_SECONDS = 60


class Received(NamedTuple):
    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


class Receiver(ThreadingHTTPServer):
    # Threads end before the test does, and with them their connections.
    daemon_threads = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        self.received: list[Received] = []
        self.refused: list[Received] = []
        self.connections: set[socket.socket] = set()
        # Called with each callback; the status of the answer, which it may keep waiting for.
        self.answer: Callable[[Received], int] = lambda received: 204

    def server_close(self) -> None:
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def events(self) -> list[str]:
        return [received.body["event"] for received in self.received]

    def wait_for(self, count: int) -> list[Received]:
        return self.wait_until(lambda: len(self.received) >= count)

    def wait_until(self, condition: Callable[[], bool]) -> list[Received]:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"received only {self.events()}"
            time.sleep(0.02)
        return list(self.received)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        self.server.connections.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.connections.discard(self.request)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received(self.path, json.loads(raw), dict(self.headers), raw)
        status = self.server.answer(received)
        taken = self.server.received if status < 300 else self.server.refused
        taken.append(received)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver(port)
    threading.Thread(target=receiver.serve_forever, args=[0.02], daemon=True).start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()
