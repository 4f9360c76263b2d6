"""An API of one kind of object, recordings, whose films are as long as a test wants them.

The films are made up as they are sent, so gigabytes of them cost neither disk nor memory.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

BLOCK = 1024 * 1024
_NOISE = random.Random(7).randbytes(BLOCK - 8)
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def film_bytes(first: int, end: int) -> Iterator[bytes]:
    """Every block begins with its number: nothing can be swapped, left out or sent twice unseen."""
    while first < end:
        number, skipped = divmod(first, BLOCK)
        block = number.to_bytes(8, "big") + _NOISE
        chunk = block[skipped : min(BLOCK, skipped + end - first)]
        first += len(chunk)
        yield chunk


def film_digest(length: int) -> str:
    digest = hashlib.sha256()
    for chunk in film_bytes(0, length):
        digest.update(chunk)
    return digest.hexdigest()


@dataclass
class Film:
    length: int
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.length}"'


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Readers break off all the time here: nothing to tell."""


@dataclass
class FilmServer:
    films: dict[str, Film] = field(default_factory=dict)
    # Of each answer with a film: the range that was asked for, empty for all of it.
    ranges: list[str] = field(default_factory=list)
    links_given: int = 0
    # Of each DELETE the recording, and of each one that deleted something.
    deletions: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    delete_seconds: float = 0
    # Break off after so many bytes; each is used once.
    breaks: list[int] = field(default_factory=list)
    # Answer with this instead; each is used once.
    statuses: list[int] = field(default_factory=list)
    redirect_to: str = ""
    # Lead there first; each is used once.
    redirects: list[str] = field(default_factory=list)
    pause_seconds: float = 0

    def __enter__(self) -> FilmServer:
        handler = type("Handler", (_Handler,), {"films": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/beta/meetings"

    def link(self, recording_id: str) -> str:
        self.links_given += 1
        return f"{self.url}/films/{recording_id}?Signature={self.links_given}"


class _Handler(BaseHTTPRequestHandler):
    films: FilmServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        recording_id = path.rsplit("/", 1)[-1]
        if path.startswith("/films/"):
            self._film(recording_id)
        elif recording_id in self.films.films:
            self._json(200, self._recording(recording_id))
        else:
            self._json(404, {"message": "not there", "name": "NotFoundError", "status": 404})

    def do_DELETE(self) -> None:
        recording_id = urlsplit(self.path).path.rsplit("/", 1)[-1]
        self.films.deletions.append(recording_id)
        film = self.films.films.pop(recording_id, None)
        threading.Event().wait(self.films.delete_seconds)
        if film is None:
            self._json(404, {"message": "not there", "name": "NotFoundError", "status": 404})
        else:
            self.films.deleted.append(recording_id)
            self.send_response(204)
            self.end_headers()

    def _recording(self, recording_id: str) -> dict[str, object]:
        return {
            "id": recording_id,
            "session_id": "s-1",
            "started_at": "2026-11-22T15:00:00.000Z",
            "ended_at": "2026-11-22T15:10:00.000Z",
            "status": "uploaded",
            "_links": {"url": {"href": self.films.link(recording_id)}},
        }

    def _json(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _film(self, recording_id: str) -> None:
        self.films.ranges.append(self.headers.get("Range", ""))
        if target := self._next_redirect():
            self.send_response(302)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.films.statuses:
            self._json(self.films.statuses.pop(0), {})
        else:
            self._send(self.films.films[recording_id])

    def _next_redirect(self) -> str:
        return self.films.redirects.pop(0) if self.films.redirects else self.films.redirect_to

    def _send(self, film: Film) -> None:
        first, end, is_part = self._wanted(film)
        if first >= film.length:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{film.length}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if is_part else 200)
        if is_part:
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{film.length}")
        self.send_header("Content-Type", "text/html")
        self.send_header("ETag", film.etag)
        self.send_header("Content-Length", str(end - first))
        self.end_headers()
        self._write(first, end)

    def _wanted(self, film: Film) -> tuple[int, int, bool]:
        found = _RANGE.fullmatch(self.headers.get("Range", ""))
        if not found or self.headers.get("If-Range", film.etag) != film.etag:
            return 0, film.length, False
        end = min(int(found[2]) + 1, film.length) if found[2] else film.length
        return int(found[1]), end, True

    def _write(self, first: int, end: int) -> None:
        stop = first + self.films.breaks.pop(0) if self.films.breaks else end
        try:
            for chunk in film_bytes(first, min(stop, end)):
                self.wfile.write(chunk)
                if self.films.pause_seconds:
                    threading.Event().wait(self.films.pause_seconds)
        except OSError:
            self.close_connection = True
        if stop < end:
            self.close_connection = True
