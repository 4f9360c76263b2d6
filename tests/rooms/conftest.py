from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rooms.models import Room
from rooms.services import room_refresh, wire_time
from rooms.walks import rooms_walk
from tests.meetings_api.canned import Canned, CannedServer
from tests.support.meetings_server import MeetingsServerProcess

SCRIPT = "<script>alert('boo')</script>"


@pytest.fixture
def cached_room(db: None) -> Callable[..., Room]:
    """A room of the cache alone, open for a month, as the API would have told it."""

    def build(name: str = "Board room", **columns: Any) -> Room:
        now = timezone.now()
        usual = {
            "remote_id": f"id-{Room.objects.count() + 1}",
            "type": "long_term",
            "meeting_code": "697975707",
            "expires_at": now + timedelta(days=30),
            "created_at": now,
            "synced_at": now,
        }
        return Room.objects.create(display_name=name, **usual | columns)

    return build


@pytest.fixture
def api_room(meetings_server: MeetingsServerProcess, db: None) -> Callable[..., Room]:
    """A room that the API has, and the cache knows."""

    def build(name: str = "Board room", **fields: Any) -> Room:
        answer = meetings_server.create_room(display_name=name, **fields)
        return room_refresh(room=Room.objects.create(remote_id=answer["id"]))

    return build


@pytest.fixture
def room(meetings_server: MeetingsServerProcess, db: None) -> Room:
    """The only room of the API, known from a walk."""
    meetings_server.create_room(display_name="Board room", metadata="floor 3")
    rooms_walk()
    return Room.objects.get()


@pytest.fixture
def v1_api(meetings_server: MeetingsServerProcess, settings: Any) -> None:
    """The Meetings server as the later API: no deletion of rooms, fewer fields to change."""
    settings.MEETINGS_API_URL = f"{meetings_server.url}/v1/meetings"
    settings.MEETINGS_APPLICATION_ID = meetings_server.application_id
    settings.MEETINGS_PRIVATE_KEY = meetings_server.private_key


@pytest.fixture(scope="session")
def _canned_server() -> Iterator[CannedServer]:
    server = CannedServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def canned_room(
    _canned_server: CannedServer,
    settings: Any,
    db: None,
) -> tuple[Room, CannedServer]:
    """A room, and an API that answers everything with it and remembers what was asked."""
    settings.MEETINGS_API_URL = f"{_canned_server.url}/beta/meetings"
    settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "unused"
    _canned_server.will_answer(Canned.json(_room_json()))
    room = room_refresh(room=Room.objects.create(remote_id="id-1"))
    _canned_server.requests.clear()
    return room, _canned_server


def _room_json() -> dict[str, Any]:
    return {
        "id": "id-1",
        "display_name": "Board room",
        "metadata": "team=42",
        "type": "long_term",
        "expires_at": wire_time(timezone.now() + timedelta(days=30)),
        "recording_options": {"auto_record": False, "record_only_owner": True},
        "meeting_code": "697975707",
        "_links": {"host_url": {"href": "https://example.org/?participant_token=canary"}},
        "is_available": True,
        "expire_after_use": False,
    }
