"""Bodies that come in ways of their own: in chunks, without an end, or not at all."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from tests.support.serve import Serve


@pytest.fixture
def receiver(serve: Serve) -> str:
    return f"/hooks/{(serve.data_dir / 'callback_token').read_text().strip()}/"


def in_pieces(text: bytes) -> Iterator[bytes]:
    for place in range(0, len(text), 7):
        time.sleep(0.01)
        yield text[place : place + 7]


def test_a_body_in_chunks_without_a_length_is_taken_whole(serve, receiver):
    body = json.dumps({"event": "session:started", "session_id": "in-chunks"}).encode()
    answer = requests.post(f"{serve.url}{receiver}", data=in_pieces(body), timeout=15)

    assert answer.status_code == 204, answer.text


def status_before_the_end(serve: Serve, request: str, body: bytes = b"") -> int:
    """What is answered while the rest of the body is still to come."""
    with socket.create_connection(("127.0.0.1", serve.port), timeout=15) as connection:
        connection.sendall(f"{request}\r\nHost: 127.0.0.1\r\n".encode() + body)
        return int(connection.recv(4096).split()[1])


def test_a_body_of_chunks_without_an_end_is_refused_at_the_limit(serve, receiver):
    chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    head = b"Transfer-Encoding: chunked\r\n\r\n"

    assert status_before_the_end(serve, f"POST {receiver} HTTP/1.1", head + chunk * 17) == 413


def test_a_body_that_announces_too_much_is_refused_before_it_comes(serve, receiver):
    head = b"Content-Length: 5000000\r\n\r\n"

    assert status_before_the_end(serve, f"POST {receiver} HTTP/1.1", head) == 413


def test_who_asks_without_a_body_is_answered(serve, receiver):
    answers = {
        method: requests.request(method, f"{serve.url}{receiver}", timeout=15).status_code
        for method in ("HEAD", "GET")
    }

    assert answers == {"HEAD": 200, "GET": 405}
