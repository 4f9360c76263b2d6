from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import missing, refusal
from tests.meetings_server.times import WIRE_TIME
from tests.support.meetings_server import MeetingsServerProcess


def get(server: MeetingsServerProcess, recording_id: str, method: str = "GET", family="beta"):
    return server.api(method, f"/{family}/meetings/recordings/{recording_id}")


@pytest.fixture
def running_id(server: MeetingsServerProcess, session_id: str) -> str:
    path = f"/control/sessions/{session_id}/recordings"
    return server.control("POST", path)["recording_id"]


def test_an_uploaded_recording_has_a_link(
    server: MeetingsServerProcess, session_id: str, recording_id: str
) -> None:
    recording = get(server, recording_id).json()

    assert list(recording) == ["id", "session_id", "started_at", "ended_at", "status", "_links"]
    assert (recording["id"], recording["session_id"]) == (recording_id, session_id)
    assert recording["status"] == "uploaded"
    assert recording["_links"]["url"]["href"].startswith(f"{server.url}/media/46339892/")


def test_its_times_are_whole_seconds(server: MeetingsServerProcess, recording_id: str) -> None:
    recording = get(server, recording_id).json()

    for name in ("started_at", "ended_at"):
        assert WIRE_TIME.fullmatch(recording[name]) and recording[name].endswith(".000Z")


def test_a_running_recording_has_neither_end_nor_link(
    server: MeetingsServerProcess, running_id: str
) -> None:
    assert list(get(server, running_id).json()) == ["id", "session_id", "started_at", "status"]


@pytest.mark.parametrize("path", ["sessions/{}/recordings", "sessions/{}"])
@pytest.mark.parametrize("family", ["beta", "v1"])
def test_a_session_lists_its_recordings(
    server: MeetingsServerProcess, session_id: str, recording_id: str, path: str, family: str
) -> None:
    answer = server.api("GET", f"/{family}/meetings/{path.format(session_id)}").json()

    assert list(answer) == ["_embedded"]
    assert [each["id"] for each in answer["_embedded"]["recordings"]] == [recording_id]


def test_a_session_without_recordings_is_no_error(
    server: MeetingsServerProcess, session_id: str
) -> None:
    answer = server.api("GET", f"/v1/meetings/sessions/{session_id}/recordings")

    assert answer.json() == {"_embedded": {"recordings": []}}


def test_a_deleted_recording_is_gone(server: MeetingsServerProcess, recording_id: str) -> None:
    response = get(server, recording_id, "DELETE")

    assert (response.status_code, response.content) == (204, b"")
    assert refusal(get(server, recording_id)) == missing(f"Recording {recording_id} was not found")


@pytest.mark.parametrize(
    ("family", "status", "name"),
    [("beta", 403, "ForbiddenError"), ("v1", 500, "InternalServerError")],
)
def test_a_recording_that_is_not_uploaded_stays(
    server: MeetingsServerProcess, running_id: str, family: str, status: int, name: str
) -> None:
    response = get(server, running_id, "DELETE", family)

    assert refusal(response) == (status, (name, f"Recording {running_id} is not uploaded"))
    assert get(server, running_id).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "recordings/not-a-real-id", "Recording not-a-real-id was not found"),
        ("DELETE", "recordings/not-a-real-id", "Could not find recording"),
        (
            "GET",
            "sessions/not-a-real-id/recordings",
            "Failed to find session recordings by id: not-a-real-id",
        ),
    ],
)
def test_what_is_unknown_is_told_in_the_words_of_the_service(
    server: MeetingsServerProcess, method: str, path: str, message: str
) -> None:
    answer: Any = server.api(method, f"/v1/meetings/{path}")

    assert refusal(answer) == missing(message)
