"""Calls that nobody thought of: whatever the document allows, and much that it does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import TokenScope
from rooms.models import Room
from rooms.services import room_refresh
from tests.support.meetings import begin_session, join, leave
from tests.support.remote import stopped_recording, uploaded_recording
from tests.support.tokens import make_token
from webhooks.models import Callback

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
)
CONFIGURATION = """
continue-on-failure = true
headers = {{ Authorization = "Bearer {token}" }}
[parameters]
"path.room_id" = "{room_id}"
"path.session_id" = "{session_id}"
"path.recording_id" = "{recording_id}"
"path.callback_id" = {callback_id}
[generation]
deterministic = true
"""
Call = Callable[..., None]


@pytest.fixture
def ids(transactional_db, meetings_server, settings, tmp_path) -> dict[str, object]:
    """Of some that there are; the API has the room and the recording as well."""
    settings.API_CALLS_PER_MINUTE = 1_000_000
    posters = settings.STORAGES["posters"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"posters": posters}
    recording = uploaded_recording(meetings_server)
    session, room = recording.session.remote_id, recording.room
    join("Ada", session, room.remote_id)
    leave("Ada", session, room.remote_id)
    room_refresh(room=room)
    stopped_recording(meetings_server)
    begin_session("s-live", "r-live")
    Room.objects.bulk_create(Room(remote_id=f"r-{n}", display_name=f"Room {n}") for n in range(3))
    return {
        "room_id": room.remote_id,
        "session_id": session,
        "recording_id": recording.remote_id,
        "callback_id": Callback.objects.earliest("pk").pk,
    }


@pytest.fixture
def call(live_server, ids, alice, tmp_path: Path) -> Call:
    def run(phases: str, examples: int, *scopes: str) -> None:
        """Fails with the report, which has the calls in it, when an answer is not as documented."""
        token = make_token(alice, *scopes)[1]
        configuration = CONFIGURATION.format(token=token, **ids)
        (tmp_path / "schemathesis.toml").write_text(configuration)
        command = [sys.executable, "-m", "schemathesis.cli", "run"]
        chosen = ["--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(examples)]
        done = subprocess.run(
            [*command, f"{live_server.url}/api/v1/openapi.json", *chosen],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_every_answer_is_as_documented(call: Call) -> None:
    call("fuzzing", 5)


@pytest.mark.exhaustive
def test_every_answer_at_every_limit_is_as_documented(call: Call) -> None:
    call("examples,coverage,fuzzing,stateful", 40)


@pytest.mark.exhaustive
@pytest.mark.parametrize("scope", TokenScope)
def test_every_answer_to_a_narrow_token_is_as_documented(call: Call, scope: TokenScope) -> None:
    call("fuzzing", 5, scope)
