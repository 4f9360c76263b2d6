from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings_api import MeetingsClient, Recording
from tests.meetings_api.canned import Canned, CannedServer


@pytest.fixture
def answer(api: CannedServer, payload: Callable[[str], Any]) -> Callable[[str], None]:
    return lambda name: api.will_answer(Canned.json(payload(name)))


@pytest.fixture
def recording(client: MeetingsClient, answer: Callable[[str], None]) -> Callable[[str], Recording]:
    def read(name: str) -> Recording:
        answer(name)
        return client.recordings.get("recording-7")

    return read


def test_an_uploaded_recording(recording: Callable[[str], Recording]) -> None:
    uploaded = recording("recording_uploaded")

    assert (uploaded.id[:4], uploaded.session_id[:4]) == ("c8d1", "2_MX")
    assert uploaded.started_at == datetime(2022, 3, 1, 9, 0, 5, tzinfo=UTC)
    assert (uploaded.duration, uploaded.status) == (180, "uploaded")
    assert uploaded.url == uploaded.raw["_links"]["url"]["href"]


def test_a_recording_that_still_runs(recording: Callable[[str], Recording]) -> None:
    started = recording("recording_started")

    assert (started.status, started.ended_at) == ("started", None)
    assert (started.duration, started.url) == (None, None)


def test_a_recording_with_the_required_fields_only(recording: Callable[[str], Recording]) -> None:
    sparse = recording("recording_sparse")

    assert (sparse.id, sparse.session_id, sparse.status) == ("d5", "2_x", "paused")
    assert (sparse.started_at, sparse.duration) == (None, None)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("recording_link_as_text", "https://media.example.org/d3.mp4"),
        ("recording_url_as_text", "https://media.example.org/d4.mp4"),
    ],
)
def test_it_takes_a_url_that_is_a_plain_text(
    recording: Callable[[str], Recording], name: str, url: str
) -> None:
    assert recording(name).url == url


def test_it_shows_no_signature(recording: Callable[[str], Recording]) -> None:
    assert "canary" not in repr(recording("recording_uploaded"))


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("session_recordings", ["uploaded", "stopped"]),
        ("session_recordings_as_list", ["uploaded"]),
        ("session_recordings_none", []),
    ],
)
def test_the_recordings_of_a_session(
    client: MeetingsClient, answer: Callable[[str], None], name: str, statuses: list[str]
) -> None:
    answer(name)

    recordings = client.sessions.recordings("session-7")

    assert [recording.status for recording in recordings] == statuses
