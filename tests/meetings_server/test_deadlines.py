"""What a receiver draws out has an end, even where no single byte comes late."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import requests
from urllib3.exceptions import HTTPError

from meetings_server.deadlines import deadline
from meetings_server.public_addresses import Anywhere

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def dripping() -> Iterator[Callable[[bytes], str]]:
    """The address of a receiver that answers so, and goes on letter by letter for good."""
    ended = threading.Event()
    listeners = []

    def answer(listener: socket.socket, begin: bytes) -> None:
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(begin)
            while not ended.wait(0.02):
                connection.sendall(b"a")

    def begin(begin: bytes) -> str:
        listeners.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=answer, args=(listeners[-1], begin), daemon=True).start()
        return f"http://127.0.0.1:{listeners[-1].getsockname()[1]}/"

    yield begin
    ended.set()
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    "begin", [HEAD, HEAD + b"X-Long: ", HEAD + b"Content-Length: 99999\r\n\r\n", HEAD + b"\r\n"]
)
def test_it_ends(dripping: Callable[[bytes], str], begin: bytes) -> None:
    began = time.monotonic()
    with requests.Session() as session, deadline(0.2) as attempt:
        session.mount("http://", Anywhere())
        with suppress(requests.RequestException, HTTPError):
            session.post(dripping(begin), timeout=5, stream=True).raw.read(65536)

    assert attempt.is_over
    assert time.monotonic() - began < 4


def test_it_says_when_it_was_not_needed(dripping: Callable[[bytes], str]) -> None:
    with requests.Session() as session, deadline(30) as attempt:
        session.mount("http://", Anywhere())
        url = dripping(HEAD + b"Content-Length: 2\r\n\r\nOK")
        assert session.post(url, timeout=5).text == "OK"

    assert not attempt.is_over
