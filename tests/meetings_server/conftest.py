from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.meetings_server.receiver import Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess

Start = Callable[..., MeetingsServerProcess]


@pytest.fixture
def server(meetings_server_process: MeetingsServerProcess) -> MeetingsServerProcess:
    """The Meetings server, emptied."""
    meetings_server_process.reset()
    return meetings_server_process


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts further servers; their data is in `tmp_path` unless told otherwise."""
    started: list[MeetingsServerProcess] = []

    def run(data_dir: Path = tmp_path / "data", **options: Any) -> MeetingsServerProcess:
        started.append(MeetingsServerProcess.start(data_dir, **options))
        return started[-1]

    yield run
    for server in started:
        server.stop()


@pytest.fixture
def receiver(server: MeetingsServerProcess) -> Iterator[Receiver]:
    """A consumer that gets every callback of the server."""
    with receiving() as receiver:
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        yield receiver


@pytest.fixture
def room(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.create_room(display_name="Choir rehearsal")


@pytest.fixture
def session_id(server: MeetingsServerProcess, room: dict[str, Any]) -> str:
    """A session in the room, with nobody in it."""
    return server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]


@pytest.fixture
def recording_id(server: MeetingsServerProcess, session_id: str) -> str:
    """A recording of the session that has been uploaded."""
    path = f"/control/sessions/{session_id}/recordings"
    recording_id = server.control("POST", path)["recording_id"]
    server.control("POST", f"/control/recordings/{recording_id}/stop")
    return recording_id
