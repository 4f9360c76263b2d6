from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.meetings_server.receiver import Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess

Curl = Callable[..., requests.Response]


@pytest.fixture
def server(meetings_server_process: MeetingsServerProcess) -> MeetingsServerProcess:
    """The Meetings server, emptied."""
    meetings_server_process.reset()
    return meetings_server_process


@pytest.fixture
def token(server: MeetingsServerProcess) -> str:
    """What stands after `Basic` in each call of the document."""
    return base64.b64encode(f"{server.api_key}:{server.api_secret}".encode()).decode()


@pytest.fixture
def curl(server: MeetingsServerProcess) -> Curl:
    """Sends nothing but what it is given: the document's own method, path, headers and body."""

    def send(method: str, path: str, headers: dict[str, str], body: str = "") -> requests.Response:
        url = f"{server.url}{path}"
        return requests.request(method, url, headers=headers, data=body, timeout=15)

    return send


@pytest.fixture
def room(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.create_room(display_name="Choir rehearsal")


@pytest.fixture
def session_id(server: MeetingsServerProcess, room: dict[str, Any]) -> str:
    return server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]


@pytest.fixture
def recording_id(server: MeetingsServerProcess, session_id: str) -> str:
    path = f"/control/sessions/{session_id}/recordings"
    recording_id = server.control("POST", path)["recording_id"]
    server.control("POST", f"/control/recordings/{recording_id}/stop")
    return recording_id


@pytest.fixture
def receiver(server: MeetingsServerProcess) -> Iterator[Receiver]:
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        yield receiver
