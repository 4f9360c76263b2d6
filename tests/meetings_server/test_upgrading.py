"""A database of the first version, brought to the newest by the start of the server."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import receiving
from tests.support.meetings_server import ROOT, MeetingsServerProcess

TODAY = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
LATER = TODAY + timedelta(days=30)

ROOM, UPLOADED, STOPPED, APPLICATION = (str(uuid4()) for _ in range(4))
FEATURES = [
    f"is_{feature}_available"
    for feature in ("recording", "chat", "whiteboard", "locale_switcher", "captions")
]

# Table, and a row of it; each refers to the ones above.
ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "application",
        {
            "id": APPLICATION,
            "api_key": "old-key",
            "api_secret": "old-secret",
            "public_key": "of a private key that is lost",
            "token_secret": "t" * 32,
            "token_kid": "k-1",
            "callback_urls": {},
        },
    ),
    (
        "room",
        {
            "serial": 7,
            "id": ROOM,
            "application_id": APPLICATION,
            "display_name": "Choir rehearsal",
            "type": "long_term",
            "created_at": TODAY,
            "expires_at": LATER,
            "is_available": True,
            "expire_after_use": False,
            "meeting_code": "123456789",
            "host_participant_id": "h-1",
            "recording_options": {"auto_record": False, "record_only_owner": False},
            "initial_join_options": {"microphone_state": "default"},
            "join_approval_level": "none",
            "ui_settings": {"language": "default"},
            "available_features": dict.fromkeys(FEATURES, True),
        },
    ),
    ("session", {"id": "s-1", "room_id": 7, "started_at": TODAY}),
    (
        "participant",
        {"id": "p-1", "session_id": "s-1", "name": "Ada", "type": "", "is_host": 1, "is_present": 1},
    ),
    (
        "recording",
        {"id": UPLOADED, "session_id": "s-1", "started_at": TODAY, "ended_at": TODAY,
         "status": "uploaded", "clip": "0012.mp4"},
    ),
    (
        "recording",
        {"id": STOPPED, "session_id": "s-1", "started_at": TODAY, "ended_at": TODAY,
         "status": "stopped", "clip": "0012.mp4"},
    ),
    (
        "step",
        {"session_id": "s-1", "due_at": LATER, "action": "end", "arguments": {}},
    ),
    *(
        ("callback", {"lane": lane, "event": event, "body": json.dumps({"event": event}), "url": "",
                      "headers": {}, "state": "unaddressed", "attempts": 0, "next_attempt_at": 0,
                      "last_answer": ""})
        for lane, event in (("s-1", "session:started"), (ROOM, "room:expired"))
    ),
    ("clocksetting", {"ahead_seconds": 90}),
]  # fmt: skip


@pytest.fixture
def upgraded(start: Start, tmp_path: Path) -> MeetingsServerProcess:
    data = tmp_path / "data"
    data.mkdir()
    told = {
        "DJANGO_SETTINGS_MODULE": "meetings_server.settings",
        "MEETINGS_SERVER_DATA": str(data),
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "meetings_server", "0001", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | told,
        check=True,
        timeout=60,
    )
    with closing(sqlite3.connect(data / "meetings.sqlite3")) as database, database:
        for table, row in ROWS:
            _insert(database, f"meetings_server_{table}", row)
    return start(data)


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    values = [json.dumps(value) if isinstance(value, dict) else value for value in row.values()]
    texts = [str(value) if isinstance(value, datetime) else value for value in values]
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", texts)  # noqa: S608


def test_what_was_there_is_there(upgraded: MeetingsServerProcess):
    assert (upgraded.api_key, upgraded.api_secret) == ("old-key", "old-secret")
    [room] = upgraded.api("GET", "/v1/meetings/rooms").json()["_embedded"]
    assert (room["id"], room["display_name"], room["theme_id"]) == (ROOM, "Choir rehearsal", None)
    path = "/v1/meetings/sessions/s-1/recordings"
    recordings = upgraded.api("GET", path).json()["_embedded"]["recordings"]
    assert {each["id"] for each in recordings} == {UPLOADED, STOPPED}
    [application] = upgraded.control("GET", "/control/applications")["applications"]
    assert (application["application_id"], application["is_default"]) == (APPLICATION, True)


def test_what_was_under_way_goes_on(upgraded: MeetingsServerProcess):
    state = upgraded.control("GET", "/control/state")
    assert state["live_sessions"] == [{"session_id": "s-1", "room_id": ROOM}]
    with receiving() as receiver:
        upgraded.control("PUT", "/control/callback-urls", {"all": receiver.url})
        upgraded.control("POST", "/control/clock", {"advance_seconds": 31 * 24 * 3600})
        receiver.wait_until(lambda: "session:ended" in receiver.events())
        upgraded.control("POST", "/control/callbacks/flush")
    expected = {"session:started", "room:expired", "recording:uploaded", "session:participant:left"}
    assert expected <= set(receiver.events())


def test_it_knows_the_clock(upgraded: MeetingsServerProcess):
    now = datetime.fromisoformat(upgraded.control("GET", "/control/state")["now"])
    assert now - TODAY.replace(tzinfo=UTC) >= timedelta(seconds=90)
