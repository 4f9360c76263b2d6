"""The callbacks that the seed document prints: the same members, of the same kinds."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.meetings_server.receiver import Receiver
from tests.support.meetings_server import MeetingsServerProcess

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SESSION = r"[12]_[A-Za-z0-9_-]+"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
WHOLE_SECOND = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z"


@pytest.fixture
def told(server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any]):
    """Everything that is told of one meeting, by event."""
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    person = {"name": "New Joiner", "type": "Guest", "is_host": True}
    server.control("POST", f"/control/sessions/{session}/participants", person)
    recording = server.control("POST", f"/control/sessions/{session}/recordings")["recording_id"]
    server.control("POST", f"/control/recordings/{recording}/stop")
    server.control("POST", f"/control/sessions/{session}/end")
    server.control("POST", f"/control/rooms/{room['id']}/expire")
    return {each.body["event"]: each.body for each in receiver.wait_for(8)}


def is_like(body: dict[str, Any], shape: dict[str, Any]) -> bool:
    """The same names in the same order; patterns for texts, and values as they stand."""
    return list(body) == ["event", *shape] and all(
        re.fullmatch(wanted, body[name]) if isinstance(wanted, str) else body[name] == wanted
        for name, wanted in shape.items()
    )


def test_all_that_the_document_lists_is_told(told: dict[str, Any]) -> None:
    assert set(told) == {
        "room:expired",
        "session:started",
        "session:ended",
        "recording:started",
        "recording:ended",
        "recording:uploaded",
        "session:participant:joined",
        "session:participant:left",
    }


def test_session_started(told: dict[str, Any]) -> None:
    shape = {"session_id": SESSION, "room_id": UUID, "started_at": TIME}

    assert is_like(told["session:started"], shape)


def test_new_joiner(told: dict[str, Any]) -> None:
    shape = {
        "participant_id": UUID,
        "session_id": SESSION,
        "room_id": UUID,
        "name": "New Joiner",
        "type": "Guest",
        "is_host": True,
    }

    assert is_like(told["session:participant:joined"], shape)


def test_recording(told: dict[str, Any]) -> None:
    assert is_like(told["recording:started"], {"recording_id": UUID, "session_id": SESSION})


def test_recording_uploaded(told: dict[str, Any]) -> None:
    body = dict(told["recording:uploaded"])
    # The document leaves the room out; later ones have it (the contract, section 3.1).
    assert re.fullmatch(UUID, body.pop("room_id"))

    shape = {
        "recording_id": UUID,
        "session_id": SESSION,
        "started_at": WHOLE_SECOND,
        "ended_at": WHOLE_SECOND,
        "duration": 1,
        "url": rf"http://.+/46339892/{UUID}/archive\.mp4\?.+",
    }
    assert is_like(body, shape)
