"""Event -> what it tells of the rows of its batch. One table, and nothing is ever blanked out."""

from __future__ import annotations

from collections.abc import Callable

from core.provenance import Source
from recordings.heard import RecordingSeen, recording_seen, recording_session_seen
from recordings.models import RecordingState
from rooms.heard import (
    Effects,
    PersonSeen,
    is_to_last_longer,
    person_seen,
    room_expired,
    session_seen,
)
from rooms.models import MeetingSession, Room
from webhooks.batch import Batch
from webhooks.events import Event
from webhooks.models import Callback, CallbackKind


def on_room_expired(callback: Callback, event: Event, batch: Batch) -> Effects:
    room, expires_at = batch.rooms[event.required_id("room_id")], event.time("expires_at")
    if is_to_last_longer(room, expires_at):
        batch.doubted(room)
    return room_expired(room, _source(callback), expires_at=expires_at)


def on_session_started(callback: Callback, event: Event, batch: Batch) -> Effects:
    session = batch.sessions[event.required_id("session_id")]
    return session_seen(
        session,
        _source(callback),
        room=_room(event, batch),
        started_at=event.time("started_at"),
    )


def on_session_ended(callback: Callback, event: Event, batch: Batch) -> Effects:
    session = batch.sessions[event.required_id("session_id")]
    batch.ended(session, callback)
    return session_seen(
        session,
        _source(callback),
        room=_room(event, batch),
        started_at=event.time("started_at"),
        ended_at=event.time("ended_at") or callback.received_at,
    )


def on_participant(callback: Callback, event: Event, batch: Batch) -> Effects:
    session, effects = _session(callback, event, batch)
    participant_id = event.required_id("participant_id")
    participant = batch.participants[session.pk, participant_id]
    effects += event.cuts()
    person = PersonSeen(event.text("name"), event.text("type"), event.flag("is_host"))
    person_seen(participant, person, _source(callback))
    news = batch.presence(session, participant_id, callback)
    if not news:
        return effects
    if callback.kind == CallbackKind.PARTICIPANT_JOINED:
        effects += batch.goes_on(session, _source(callback))
    return [*effects, f"{participant.full_name} {news}."]


def on_recording_started(callback: Callback, event: Event, batch: Batch) -> Effects:
    effects = _recording(callback, event, batch, RecordingState.STARTED)
    session = batch.sessions[event.required_id("session_id")]
    return effects + batch.goes_on(session, _source(callback))


def on_recording_ended(callback: Callback, event: Event, batch: Batch) -> Effects:
    return _recording(callback, event, batch, RecordingState.STOPPED)


def on_recording_uploaded(callback: Callback, event: Event, batch: Batch) -> Effects:
    """The link in the callback is a hint at most: nobody vouches for it, and it expires."""
    effects = _recording(callback, event, batch, RecordingState.UPLOADED)
    batch.uploaded(batch.sessions[event.required_id("session_id")])
    return effects


HANDLERS: dict[CallbackKind, Callable[[Callback, Event, Batch], Effects]] = {
    CallbackKind.ROOM_EXPIRED: on_room_expired,
    CallbackKind.SESSION_STARTED: on_session_started,
    CallbackKind.SESSION_ENDED: on_session_ended,
    CallbackKind.PARTICIPANT_JOINED: on_participant,
    CallbackKind.PARTICIPANT_LEFT: on_participant,
    CallbackKind.RECORDING_STARTED: on_recording_started,
    CallbackKind.RECORDING_ENDED: on_recording_ended,
    CallbackKind.RECORDING_UPLOADED: on_recording_uploaded,
}


def _source(callback: Callback) -> Source:
    return Source.callback(callback.pk, callback.received_at)


def _room(event: Event, batch: Batch) -> Room | None:
    room_id = event.optional_id("room_id")
    return batch.rooms[room_id] if room_id else None


def _session(callback: Callback, event: Event, batch: Batch) -> tuple[MeetingSession, Effects]:
    """The session that the event names; only `session:ended` itself may end it."""
    session = batch.sessions[event.required_id("session_id")]
    return session, session_seen(session, _source(callback), room=_room(event, batch))


def _recording(callback: Callback, event: Event, batch: Batch, status: RecordingState) -> Effects:
    session, effects = _session(callback, event, batch)
    seen = RecordingSeen(
        status=status,
        started_at=event.time("started_at"),
        ended_at=event.time("ended_at"),
        duration_seconds=event.seconds("duration"),
    )
    recording = batch.recordings[event.required_id("recording_id")]
    effects += recording_session_seen(recording, session)
    return effects + recording_seen(recording, seen, _source(callback))
