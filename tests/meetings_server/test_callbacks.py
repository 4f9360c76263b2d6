"""The eight callbacks, as a consumer gets them (the contract, section 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Receiver, receiving
from tests.meetings_server.times import WIRE_TIME
from tests.support.meetings_server import MeetingsServerProcess


def join(server: MeetingsServerProcess, session_id: str, **person: Any) -> str:
    path = f"/control/sessions/{session_id}/participants"
    return server.control("POST", path, person)["participant_id"]


def latest(receiver: Receiver, event: str) -> dict[str, Any]:
    receiver.wait_until(lambda: event in receiver.events())
    return next(each.body for each in receiver.received[::-1] if each.body["event"] == event)


def start_recording(server: MeetingsServerProcess, session_id: str) -> str:
    return server.control("POST", f"/control/sessions/{session_id}/recordings")["recording_id"]


def stop(server: MeetingsServerProcess, recording_id: str, *, upload: bool) -> None:
    server.control("POST", f"/control/recordings/{recording_id}/stop", {"upload": upload})


@pytest.fixture
def receiver(receiver: Receiver) -> Receiver:
    """Registered before the session of these tests begins."""
    return receiver


@pytest.fixture
def live(receiver: Receiver, session_id: str) -> str:
    return session_id


def test_session_started(receiver: Receiver, room: dict[str, Any], live: str) -> None:
    body = latest(receiver, "session:started")

    assert list(body) == ["event", "session_id", "room_id", "started_at"]
    assert (body["session_id"], body["room_id"]) == (live, room["id"])
    assert WIRE_TIME.fullmatch(body["started_at"])


def test_session_ended(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any], live: str
) -> None:
    server.control("POST", f"/control/sessions/{live}/end")

    body = latest(receiver, "session:ended")
    assert list(body) == ["event", "session_id", "room_id", "started_at", "ended_at"]
    assert (body["session_id"], body["room_id"]) == (live, room["id"])
    assert body["started_at"] <= body["ended_at"]


def test_participant_joined(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any], live: str
) -> None:
    participant_id = join(server, live, name="Wanjikũ <b>", is_host=True)

    assert latest(receiver, "session:participant:joined") == {
        "event": "session:participant:joined",
        "participant_id": participant_id,
        "session_id": live,
        "room_id": room["id"],
        "name": "Wanjikũ <b>",
        "is_host": True,
    }


def test_participant_left(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any], live: str
) -> None:
    join(server, live, name="Tomasz", type="Guest", participant_id="p-1")
    server.control("DELETE", f"/control/sessions/{live}/participants/p-1")

    body = latest(receiver, "session:participant:left")
    assert list(body) == [
        "event",
        "participant_id",
        "session_id",
        "room_id",
        "name",
        "type",
        "is_host",
    ]
    assert (body["participant_id"], body["name"], body["type"]) == ("p-1", "Tomasz", "Guest")


def test_recording_started(server: MeetingsServerProcess, receiver: Receiver, live: str) -> None:
    recording_id = start_recording(server, live)

    assert latest(receiver, "recording:started") == {
        "event": "recording:started",
        "recording_id": recording_id,
        "session_id": live,
    }


def test_recording_ended(server: MeetingsServerProcess, receiver: Receiver, live: str) -> None:
    recording_id = start_recording(server, live)
    server.control("POST", "/control/clock", {"advance_seconds": 38})
    stop(server, recording_id, upload=False)

    body = latest(receiver, "recording:ended")
    keys = ["event", "recording_id", "session_id", "started_at", "ended_at", "duration"]
    assert list(body) == keys
    assert (body["recording_id"], body["session_id"]) == (recording_id, live)
    assert body["duration"] in (38, 39)
    assert body["started_at"].endswith(".000Z") and body["ended_at"].endswith(".000Z")


def test_recording_uploaded(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any], live: str
) -> None:
    recording_id = start_recording(server, live)
    stop(server, recording_id, upload=True)

    body = latest(receiver, "recording:uploaded")
    assert list(body) == [
        "event",
        "recording_id",
        "session_id",
        "room_id",
        "started_at",
        "ended_at",
        "duration",
        "url",
    ]
    assert (body["recording_id"], body["room_id"]) == (recording_id, room["id"])
    assert body["url"].startswith(f"{server.url}/media/46339892/{recording_id}/archive.mp4?")


def test_room_expired(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    body = latest(receiver, "room:expired")
    assert list(body) == ["event", "room_id", "room_type", "expires_at", "created_at"]
    assert (body["room_id"], body["room_type"]) == (room["id"], "long_term")
    assert body["created_at"] == room["created_at"] < body["expires_at"] < room["expires_at"]


def test_they_are_json_without_cookies_or_credentials(receiver: Receiver, live: str) -> None:
    [received] = receiver.wait_for(1)

    assert received.path == "/hook"
    assert received.headers["Content-Type"] == "application/json"
    assert not {"Authorization", "Cookie", "X-Room-Metadata"} & set(received.headers)


def test_the_metadata_of_the_room_is_a_header(
    server: MeetingsServerProcess, receiver: Receiver
) -> None:
    room = server.create_room(metadata="crm=4711; floor 7\r\nX-Evil: 名")
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    [received] = receiver.wait_for(1)
    value = "crm=4711; floor 7%0D%0AX-Evil: %E5%90%8D"
    assert received.headers["X-Room-Metadata"] == value
    assert "X-Evil" not in received.headers


@pytest.mark.parametrize(
    ("metadata", "value"),
    [(" floor 7", "%20floor 7"), ("floor 7  ", "floor 7%20%20"), ("   ", "%20%20%20")],
)
def test_spaces_at_the_ends_of_metadata_keep_no_callback_back(
    server: MeetingsServerProcess, receiver: Receiver, metadata: str, value: str
) -> None:
    room = server.create_room(metadata=metadata)
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    [received] = receiver.wait_for(1)
    assert received.headers["X-Room-Metadata"] == value


@pytest.fixture
def others(server: MeetingsServerProcess) -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_the_address_of_a_room_goes_before_that_of_the_application(
    start: Start, receiver: Receiver, others: Receiver
) -> None:
    server = start(extra=["--allow-private-callbacks", "--callback-url", receiver.url])
    room = server.create_room(callback_urls={"sessions_callback_url": others.url})
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    server.control("POST", f"/control/sessions/{session}/recordings")

    others.wait_for(1)
    receiver.wait_for(1)
    assert (others.events(), receiver.events()) == (["session:started"], ["recording:started"])


def test_each_subject_has_its_address(
    server: MeetingsServerProcess, receiver: Receiver, others: Receiver, room: dict[str, Any]
) -> None:
    urls = {"sessions": None, "rooms": others.url}
    server.control("PUT", "/control/callback-urls", urls)
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    server.control("POST", f"/control/sessions/{session}/recordings")
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    others.wait_for(1)
    receiver.wait_for(1)
    assert (others.events(), receiver.events()) == (["room:expired"], ["recording:started"])
