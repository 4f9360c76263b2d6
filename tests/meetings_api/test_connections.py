from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meetings_api import BasicAuth, MeetingsClient
from meetings_api.connections import Connections
from tests.meetings_api.canned import Canned, CannedServer

ROOM = Canned.json({"id": "room-7", "display_name": "Room 7"})


@pytest.fixture
def connections() -> Connections:
    return Connections("tests")


def test_a_thread_keeps_its_session(connections: Connections) -> None:
    assert connections.session() is connections.session()


def test_each_thread_has_a_session_of_its_own(connections: Connections) -> None:
    together = threading.Barrier(4)

    def session(_: int) -> object:
        together.wait(10)
        return connections.session()

    with ThreadPoolExecutor(4) as pool:
        sessions = set(map(id, pool.map(session, range(4))))

    assert len(sessions) == 4


def test_another_process_has_a_session_of_its_own(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = connections.session()
    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert connections.session() is not before


def test_threads_share_a_client(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    with ThreadPoolExecutor(8) as pool:
        rooms = list(pool.map(client.rooms.get, map(str, range(40))))

    assert len(rooms) == len(api.requests) == 40


def test_a_closed_client_opens_again(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    with client:
        client.rooms.get("room-7")

    assert client.rooms.get("room-7").id == "room-7"


def test_it_heeds_neither_netrc_nor_proxies(
    api: CannedServer, client: MeetingsClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login stolen password stolen\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    api.will_answer(ROOM)

    client.rooms.get("room-7")

    assert (
        api.requests[0].headers["Authorization"]
        == BasicAuth("key", "canary-secret").authorization()
    )


def test_it_keeps_no_cookie(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(Canned(200, ROOM.body, {"Set-Cookie": "a=b"}))

    client.rooms.get("room-7")
    client.rooms.get("room-7")

    assert "Cookie" not in api.requests[1].headers


def test_it_says_who_it_is(api: CannedServer, new_client: Callable[..., MeetingsClient]) -> None:
    api.will_answer(ROOM)

    new_client().rooms.get("room-7")
    new_client(user_agent="dashboard/7").rooms.get("room-7")

    first, second = (seen.headers["User-Agent"] for seen in api.requests)
    assert first.startswith("meetings-api/")
    assert second == "dashboard/7"
