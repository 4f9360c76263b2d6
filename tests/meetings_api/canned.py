from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Canned:
    """One answer, whole or deliberately not.

    ``promised`` is the Content-Length when it should not be the true one, ``drip`` the seconds
    between bytes of the body, ``silence`` those before the answer begins.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    drip: float = 0
    silence: float = 0
    hangs_up: bool = False

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> Canned:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | named)


@dataclass(frozen=True)
class SeenRequest:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class CannedServer(ThreadingHTTPServer):
    """Gives the queued answers in turn, the last one for ever, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[SeenRequest] = []
        self.stopping = threading.Event()
        self._answers: deque[Canned] = deque([Canned(status=204)])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def will_answer(self, *answers: Canned) -> None:
        self._answers = deque(answers)

    def next_answer(self) -> Canned:
        return self._answers.popleft() if len(self._answers) > 1 else self._answers[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gives up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: CannedServer

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        seen = SeenRequest(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.server.requests.append(seen)
        canned = self.server.next_answer()
        self.server.stopping.wait(canned.silence)
        self.close_connection = canned.hangs_up or canned.promised is not None
        if not canned.hangs_up:
            self._send(canned)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def _send(self, canned: Canned) -> None:
        # Without the Date that send_response adds, so that an answer can bring its own or none.
        self.send_response_only(canned.status)
        for name, value in canned.headers.items():
            self.send_header(name, value)
        if canned.status != 204:
            length = len(canned.body) if canned.promised is None else canned.promised
            self.send_header("Content-Length", str(length))
        self.end_headers()
        step = 1 if canned.drip else max(1, len(canned.body))
        for start in range(0, len(canned.body), step):
            self.wfile.write(canned.body[start : start + step])
            self.server.stopping.wait(canned.drip)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""
