"""The bodies of the eight callbacks, in the order of their fields (the contract, section 3.1)."""

from __future__ import annotations

from typing import Any

from meetings_server.clock import wire_time
from meetings_server.media import presigned_url
from meetings_server.models import Participant, Recording, Room, Session

Body = dict[str, Any]


def room_expired(room: Room) -> Body:
    return {
        "event": "room:expired",
        "room_id": room.id,
        "room_type": room.type,
        "expires_at": wire_time(room.expires_at),
        "created_at": wire_time(room.created_at),
    }


def session_started(session: Session) -> Body:
    return {
        "event": "session:started",
        "session_id": session.id,
        "room_id": session.room.id,
        "started_at": wire_time(session.started_at),
    }


def session_ended(session: Session) -> Body:
    assert session.ended_at is not None  # noqa: S101  only an ended session is told of
    ended_at = wire_time(session.ended_at)
    return session_started(session) | {"event": "session:ended", "ended_at": ended_at}


def participant_joined(participant: Participant) -> Body:
    return _participant(participant, "session:participant:joined")


def participant_left(participant: Participant) -> Body:
    return _participant(participant, "session:participant:left")


def _participant(participant: Participant, event: str) -> Body:
    return {
        "event": event,
        "participant_id": participant.id,
        "session_id": participant.session.id,
        "room_id": participant.session.room.id,
        "name": participant.name,
        **({"type": participant.type} if participant.type else {}),
        "is_host": participant.is_host,
    }


def recording_started(recording: Recording) -> Body:
    return _recording(recording, "recording:started")


def recording_ended(recording: Recording) -> Body:
    return _recording(recording, "recording:ended") | _times(recording)


def recording_uploaded(recording: Recording) -> Body:
    return {
        **_recording(recording, "recording:uploaded"),
        "room_id": recording.session.room.id,
        **_times(recording),
        "url": presigned_url(recording),
    }


def _recording(recording: Recording, event: str) -> Body:
    return {"event": event, "recording_id": recording.id, "session_id": recording.session.id}


def _times(recording: Recording) -> Body:
    assert recording.ended_at is not None  # noqa: S101  only an ended recording has them
    return {
        "started_at": wire_time(recording.started_at),
        "ended_at": wire_time(recording.ended_at),
        "duration": round((recording.ended_at - recording.started_at).total_seconds()),
    }
