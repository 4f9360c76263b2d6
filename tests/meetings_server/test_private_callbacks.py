"""Addresses that a caller of the API gives are not to lead into the network of this machine."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from meetings_server.public_addresses import (
    Anywhere,
    LookUpTimeout,
    PrivateAddress,
    public_address,
)
from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "localhost",
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "::7f00:1",
    "::ffff:0:7f00:1",
    "fe80::1",
    "fc00::1",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_it_knows_what_is_private(host: str) -> None:
    with pytest.raises(PrivateAddress):
        public_address(host, 80)


@pytest.mark.parametrize(
    "host", ["192.0.1.1", "[2606:4700::1111]", "2606:4700::1111", "64:ff9b::5db8:d70e"]
)
def test_it_knows_what_is_public(host: str) -> None:
    assert public_address(host, 443) == host.strip("[]")


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 64])
def test_it_says_so_when_there_is_no_such_host(host: str) -> None:
    with pytest.raises(requests.ConnectionError):
        public_address(host, 443)


def test_a_look_up_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: ended.wait(10) and [])
    monkeypatch.setattr("meetings_server.public_addresses.LOOK_UP_SECONDS", 0.05)
    try:
        with pytest.raises(LookUpTimeout):
            public_address("slow.invalid", 443)
        with requests.Session() as session, pytest.raises(LookUpTimeout):
            session.mount("http://", Anywhere())
            session.post("http://slow.invalid/hook", timeout=10)
    finally:
        ended.set()


def begin(server: MeetingsServerProcess, receiver: Receiver, host: str) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    room = server.create_room(callback_urls={"sessions_callback_url": url})
    server.control("POST", f"/control/rooms/{room['id']}/sessions")


def first_answer(server: MeetingsServerProcess) -> str:
    server.control("POST", "/control/callbacks/flush", {"timeout_seconds": 0.5})
    [callback] = server.control("GET", "/control/callbacks")["callbacks"]
    return callback["last_answer"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_room_sends_nothing_to_this_machine(server: MeetingsServerProcess, host: str) -> None:
    with receiving() as receiver:
        begin(server, receiver, host)

        assert first_answer(server) == "PrivateAddress"
    assert not receiver.connections and not receiver.received


def test_it_does_when_that_is_allowed(start: Start) -> None:
    server = start(extra=["--allow-private-callbacks"])
    with receiving() as receiver:
        begin(server, receiver, "localhost")

        receiver.wait_for(1)


def test_who_runs_the_server_may_name_any_address(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    receiver.wait_for(1)
