"""The eight callbacks (the contract, section 3.1), written down to be delivered."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Max

from meetings_server.addresses import address_of
from meetings_server.clock import wire_time
from meetings_server.media import presigned_url
from meetings_server.models import Callback, Participant, Recording, Room, Session


def room_expired(room: Room) -> None:
    _write(
        room,
        lane=room.id,
        event="room:expired",
        room_id=room.id,
        room_type=room.type,
        expires_at=wire_time(room.expires_at),
        created_at=wire_time(room.created_at),
    )


def session_started(session: Session) -> None:
    _write(
        session.room,
        lane=session.id,
        event="session:started",
        session_id=session.id,
        room_id=session.room.id,
        started_at=wire_time(session.started_at),
    )


def session_ended(session: Session) -> None:
    assert session.ended_at is not None  # noqa: S101  only an ended session is told of
    _write(
        session.room,
        lane=session.id,
        event="session:ended",
        session_id=session.id,
        room_id=session.room.id,
        started_at=wire_time(session.started_at),
        ended_at=wire_time(session.ended_at),
    )


def participant_joined(participant: Participant) -> None:
    _participant(participant, "session:participant:joined")


def participant_left(participant: Participant) -> None:
    _participant(participant, "session:participant:left")


def _participant(participant: Participant, event: str) -> None:
    session = participant.session
    _write(
        session.room,
        lane=session.id,
        event=event,
        participant_id=participant.id,
        session_id=session.id,
        room_id=session.room.id,
        name=participant.name,
        **({"type": participant.type} if participant.type else {}),
        is_host=participant.is_host,
    )


def recording_started(recording: Recording) -> None:
    _recording(recording, "recording:started")


def recording_ended(recording: Recording) -> None:
    _recording(recording, "recording:ended", **_times(recording))


def recording_uploaded(recording: Recording) -> None:
    times = _times(recording)
    room_id = recording.session.room.id
    _recording(
        recording, "recording:uploaded", room_id=room_id, **times, url=presigned_url(recording)
    )


def _times(recording: Recording) -> dict[str, Any]:
    assert recording.ended_at is not None  # noqa: S101  only an ended recording has them
    return {
        "started_at": wire_time(recording.started_at),
        "ended_at": wire_time(recording.ended_at),
        "duration": round((recording.ended_at - recording.started_at).total_seconds()),
    }


def _recording(recording: Recording, event: str, **fields: Any) -> None:
    session = recording.session
    _write(
        session.room,
        lane=session.id,
        event=event,
        recording_id=recording.id,
        session_id=session.id,
        **fields,
    )


def _write(room: Room, *, lane: str, **fields: Any) -> None:
    """What nobody has registered a URL for is kept until somebody does."""
    url, is_trusted = address_of(room, fields["event"])
    # A header holds no line breaks and no other scripts; quoting keeps what is plain readable.
    headers = (
        {settings.METADATA_HEADER: quote(room.metadata, safe=" ,;:=/@+")} if room.metadata else {}
    )
    Callback.objects.create(
        room=room,
        lane=lane,
        event=fields["event"],
        body=json.dumps(fields, ensure_ascii=False),
        url=url,
        is_trusted=is_trusted,
        state="pending" if url else "unaddressed",
        headers=headers,
    )


def prune() -> None:
    """Forget old callbacks that are not on their way, so that the database does not grow."""
    newest = Callback.objects.aggregate(newest=Max("id"))["newest"] or 0
    old = Callback.objects.filter(id__lte=newest - settings.CALLBACKS_KEPT)
    old.exclude(state="pending").delete()
