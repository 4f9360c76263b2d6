from __future__ import annotations

from typing import Any

import pytest
from vonage.errors import ClientError, ServerError
from vonage.meetings import Meetings

from tests.sdk.server import Server


@pytest.fixture
def session_id(server: Server, room: dict[str, Any]) -> str:
    session: dict[str, str] = server.control(f"/control/rooms/{room['id']}/sessions")
    return session["session_id"]


@pytest.fixture
def running_id(server: Server, session_id: str) -> str:
    """A recording that has not ended."""
    recording: dict[str, str] = server.control(f"/control/sessions/{session_id}/recordings")
    return recording["recording_id"]


@pytest.fixture
def uploaded_id(server: Server, running_id: str) -> str:
    server.control(f"/control/recordings/{running_id}/stop")
    return running_id


def test_the_recordings_of_a_session_are_listed(
    sdk: Meetings, session_id: str, uploaded_id: str
) -> None:
    [recording] = sdk.get_session_recordings(session_id)["_embedded"]["recordings"]

    assert (recording["id"], recording["status"]) == (uploaded_id, "uploaded")


def test_a_recording_is_read(sdk: Meetings, session_id: str, uploaded_id: str) -> None:
    recording = sdk.get_recording(uploaded_id)

    assert recording["session_id"] == session_id
    assert "/archive.mp4?" in recording["_links"]["url"]["href"]


def test_a_recording_is_deleted(sdk: Meetings, uploaded_id: str) -> None:
    assert sdk.delete_recording(uploaded_id) is None

    with pytest.raises(ClientError, match=f"404: NotFoundError: Recording {uploaded_id} was not"):
        sdk.get_recording(uploaded_id)


def test_a_running_recording_is_not_deleted(sdk: Meetings, running_id: str) -> None:
    with pytest.raises(ServerError):
        sdk.delete_recording(running_id)


def test_an_unknown_recording_is_not_deleted(sdk: Meetings) -> None:
    with pytest.raises(ClientError) as caught:
        sdk.delete_recording("not-a-recording")

    assert str(caught.value) == "Status Code 404: NotFoundError: Could not find recording"


def test_an_unknown_session_has_no_recordings(sdk: Meetings) -> None:
    with pytest.raises(ClientError, match="Failed to find session recordings by id: not-a-session"):
        sdk.get_session_recordings("not-a-session")
