"""Connections that fail, hang, drip, break or never end; here the clock is the real one."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import pytest

from meetings_api import (
    MalformedAnswer,
    MeetingsApiError,
    MeetingsClient,
    RetryPolicy,
    TimedOut,
    Unreachable,
)
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.certificates import self_signed_certificate

BODY = json.dumps({"id": "room-7", "display_name": "Room 7"}).encode()
PATIENCE = 30


@pytest.fixture
def hasty(new_client: Callable[..., MeetingsClient]) -> MeetingsClient:
    """Waits for a byte long, for a whole answer not; never repeats."""
    return new_client(
        timeout=(PATIENCE, PATIENCE),
        deadline=0.3,
        retries=RetryPolicy(total=0),
        clock=time.monotonic,
    )


@pytest.fixture
def once(new_client: Callable[..., MeetingsClient]) -> MeetingsClient:
    return new_client(retries=RetryPolicy(total=0))


@pytest.fixture
def dripping_headers() -> Iterator[str]:
    """An address that never gets to the end of its headers."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_drip, args=(listener, stop))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/beta/meetings"
        stop.set()
        thread.join(PATIENCE)


def _drip(listener: socket.socket, stop: threading.Event) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            for byte in repeat(b"a"):
                connection.sendall(byte)
                if stop.wait(0.02):
                    return
        except OSError:
            return


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[str]:
    """The address of a TLS service whose certificate is signed by itself."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(self_signed_certificate(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_shake_hands, args=(listener, context))
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(PATIENCE)


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listener.accept()
    with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as tls:
        tls.recv(65536)


def test_a_silent_api(api: CannedServer, new_client: Callable[..., MeetingsClient]) -> None:
    api.will_answer(Canned(200, BODY, silence=PATIENCE))

    with pytest.raises(TimedOut):
        new_client(timeout=(1, 0.1), retries=RetryPolicy(total=0)).rooms.get("room-7")


def test_a_body_that_stalls(api: CannedServer, new_client: Callable[..., MeetingsClient]) -> None:
    api.will_answer(Canned(200, BODY, drip=PATIENCE))

    with pytest.raises(TimedOut):
        new_client(timeout=(1, 0.1), retries=RetryPolicy(total=0)).rooms.get("room-7")


def test_a_body_that_drips(api: CannedServer, hasty: MeetingsClient) -> None:
    api.will_answer(Canned(200, BODY, drip=0.05))

    with pytest.raises(TimedOut):
        hasty.rooms.get("room-7")


def test_headers_that_drip(
    new_client: Callable[..., MeetingsClient], dripping_headers: str
) -> None:
    client = new_client(
        base_url=dripping_headers,
        timeout=(PATIENCE, PATIENCE),
        deadline=0.3,
        retries=RetryPolicy(total=0),
        clock=time.monotonic,
    )

    with pytest.raises(TimedOut):
        client.rooms.get("room-7")


def test_an_api_that_answers_one_call_slowly_serves_the_next(
    api: CannedServer, hasty: MeetingsClient
) -> None:
    api.will_answer(Canned(200, BODY, drip=0.05), Canned(200, BODY))
    with pytest.raises(TimedOut):
        hasty.rooms.get("room-7")

    room = hasty.rooms.get("room-7")

    assert room.id == "room-7"


@pytest.mark.parametrize("promised", [len(BODY) + 1, 10**6])
def test_a_body_that_is_cut_off(api: CannedServer, once: MeetingsClient, promised: int) -> None:
    api.will_answer(Canned(200, BODY, promised=promised))

    with pytest.raises(Unreachable, match="the connection broke"):
        once.rooms.get("room-7")


def test_a_read_survives_one_cut(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(Canned(200, BODY, promised=999), Canned(200, BODY))

    assert client.rooms.get("room-7").id == "room-7"


def test_an_api_that_hangs_up(api: CannedServer, once: MeetingsClient) -> None:
    api.will_answer(Canned(hangs_up=True))

    with pytest.raises(Unreachable, match="the connection broke") as caught:
        once.rooms.create(display_name="Room 7")

    assert caught.value.may_have_happened
    assert not caught.value.retryable


def test_a_port_where_nobody_listens(
    new_client: Callable[..., MeetingsClient], closed_port: int
) -> None:
    client = new_client(base_url=f"http://127.0.0.1:{closed_port}/beta/meetings")

    with pytest.raises(Unreachable, match="connection refused") as caught:
        client.rooms.create(display_name="Room 7")

    assert caught.value.retryable
    assert "cannot be reached" in caught.value.user_message


@pytest.mark.parametrize("host", ["a" * 70 + ".invalid", "xn--\u0101", "*"])
def test_a_host_that_cannot_exist(new_client: Callable[..., MeetingsClient], host: str) -> None:
    client = new_client(base_url=f"http://{host}/beta", retries=RetryPolicy(total=0))

    with pytest.raises(Unreachable, match="unknown host name") as caught:
        client.rooms.create(display_name="Room 7")

    assert not caught.value.may_have_happened


def test_a_host_that_does_not_exist(once: MeetingsClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(Unreachable, match="unknown host name"):
        once.rooms.get("room-7")


def test_a_port_that_speaks_no_tls(
    api: CannedServer, new_client: Callable[..., MeetingsClient]
) -> None:
    address = api.url.replace("http://", "https://")
    client = new_client(base_url=f"{address}/beta", retries=RetryPolicy(total=0))

    with pytest.raises(Unreachable, match="no trusted TLS connection"):
        client.rooms.get("room-7")


def test_a_certificate_that_nobody_vouches_for(
    impostor: str, new_client: Callable[..., MeetingsClient]
) -> None:
    client = new_client(base_url=f"{impostor}/beta", retries=RetryPolicy(total=0))

    with pytest.raises(Unreachable, match="no trusted TLS connection") as caught:
        client.rooms.create(display_name="Room 7")

    assert not caught.value.may_have_happened


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_without_end(api: CannedServer, once: MeetingsClient, encoding: str) -> None:
    body = b" " * (8 * 1024 * 1024) + BODY
    body = gzip.compress(body, 1) if encoding == "gzip" else body
    api.will_answer(Canned(200, body, {"Content-Encoding": encoding}))

    with pytest.raises(MalformedAnswer, match="larger than 8 MiB"):
        once.rooms.get("room-7")


def test_an_answer_that_is_not_packed_as_it_says(api: CannedServer, once: MeetingsClient) -> None:
    api.will_answer(Canned(200, BODY, {"Content-Encoding": "gzip"}))

    with pytest.raises(MalformedAnswer, match="not compressed as it says"):
        once.rooms.get("room-7")


@pytest.mark.parametrize("call", ["create room", "update room"])
@pytest.mark.parametrize(
    "answer",
    [Canned(silence=PATIENCE), Canned(hangs_up=True), Canned(500), Canned(200, b"{")],
    ids=["silence", "hangs up", "500", "no json"],
)
def test_a_change_that_may_have_arrived_is_not_to_be_repeated_blindly(
    api: CannedServer, new_client: Callable[..., MeetingsClient], call: str, answer: Canned
) -> None:
    api.will_answer(answer)

    with pytest.raises(MeetingsApiError) as caught:
        CALLS[call](new_client(timeout=(1, 0.1)))

    assert "look whether your change arrived" in caught.value.user_message
