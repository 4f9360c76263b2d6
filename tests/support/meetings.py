"""Meetings told by callbacks, as the API would tell them: through the receiver's own URL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from recordings.models import Recording
from rooms.models import MeetingSession, Room
from rooms.services import wire_time
from tests.support.callbacks import post

SCRIPT = "<script>alert('boo')</script>"


def tell(event: str, **fields: Any) -> None:
    assert post({"event": event, **fields}).status_code == 204


def minutes_ago(minutes: float) -> str:
    return wire_time(timezone.now() - timedelta(minutes=minutes))


def begin_session(session_id: str = "s-1", room_id: str = "r-1", *, ago: float = 30) -> None:
    tell("session:started", session_id=session_id, room_id=room_id, started_at=minutes_ago(ago))


def end_session(
    session_id: str = "s-1", room_id: str = "r-1", *, began: float = 30, ended: float = 0
) -> None:
    tell(
        "session:ended",
        session_id=session_id,
        room_id=room_id,
        started_at=minutes_ago(began),
        ended_at=minutes_ago(ended),
    )


def join(
    name: str, session_id: str = "s-1", room_id: str = "r-1", *, is_host: bool = False
) -> None:
    _person("joined", name, session_id, room_id, is_host)


def leave(name: str, session_id: str = "s-1", room_id: str = "r-1") -> None:
    _person("left", name, session_id, room_id, is_host=False)


def _person(event: str, name: str, session_id: str, room_id: str, is_host: bool) -> None:
    tell(
        f"session:participant:{event}",
        participant_id=f"id of {name}"[:100],
        session_id=session_id,
        room_id=room_id,
        name=name,
        is_host=is_host,
    )


def record(recording_id: str = "rec-1", session_id: str = "s-1") -> Recording:
    tell("recording:started", recording_id=recording_id, session_id=session_id)
    return Recording.objects.get(remote_id=recording_id)


def stop_recording(
    recording_id: str = "rec-1", session_id: str = "s-1", *, event: str = "ended"
) -> Recording:
    tell(
        f"recording:{event}",
        recording_id=recording_id,
        session_id=session_id,
        started_at=minutes_ago(20),
        ended_at=minutes_ago(10),
        duration=600,
    )
    return Recording.objects.get(remote_id=recording_id)


def name_room(name: str, room_id: str = "r-1") -> Room:
    room, _ = Room.objects.update_or_create(
        remote_id=room_id, defaults={"display_name": name, "synced_at": timezone.now()}
    )
    return room


def the_session(session_id: str = "s-1") -> MeetingSession:
    return MeetingSession.objects.get(remote_id=session_id)
