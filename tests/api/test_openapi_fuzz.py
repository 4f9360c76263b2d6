"""Calls that nobody thought of: whatever the document allows, and much that it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import TokenScope
from rooms.models import Room
from rooms.services import room_refresh
from tests.support.made_up_calls import CHECKS, require_documented
from tests.support.meetings import begin_session, join, leave
from tests.support.remote import stopped_recording, uploaded_recording
from tests.support.tokens import make_token
from webhooks.models import Callback

CONFIGURATION = """
headers = {{ Authorization = "Bearer {token}" }}
[parameters]
"path.room_id" = "{room_id}"
"path.session_id" = "{session_id}"
"path.recording_id" = "{recording_id}"
"path.callback_id" = {callback_id}
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
        token = make_token(alice, *scopes)[1]
        require_documented(
            f"{live_server.url}/api/v1/openapi.json",
            tmp_path,
            CONFIGURATION.format(token=token, **ids),
            phases=phases,
            examples=examples,
            checks=(*CHECKS, "ignored_auth"),
        )

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
