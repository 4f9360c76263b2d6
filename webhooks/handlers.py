"""Event -> what it does to the cache. One table, and no handler that blanks anything out."""

from __future__ import annotations

from collections.abc import Callable

from recordings.models import RecordingState
from recordings.sync import RecordingSeen, recording_seen
from recordings.tasks import refresh_session_recordings
from rooms.intervals import Arrival
from rooms.models import MeetingSession
from rooms.sync import Effects, PersonSeen, person_seen, room_expired, session_seen
from rooms.tasks import refresh_room
from webhooks.events import Event
from webhooks.models import Callback, CallbackKind


def on_room_expired(callback: Callback, event: Event) -> Effects:
    return room_expired(
        event.required_id("room_id"),
        expires_at=event.time("expires_at"),
        received_at=callback.received_at,
    )


def on_session_started(callback: Callback, event: Event) -> Effects:
    return _session(callback, event, required=True)[1]


def on_session_ended(callback: Callback, event: Event) -> Effects:
    return _session(callback, event, required=True, has_ended=True)[1]


def on_participant(callback: Callback, event: Event) -> Effects:
    session, effects = _session(callback, event)
    person = PersonSeen(
        participant_id=event.required_id("participant_id"),
        name=event.text("name"),
        type=event.text("type")[:100],
        is_host=event.flag("is_host"),
    )
    return effects + person_seen(session, person, arrivals_of(callback))


def on_recording_started(callback: Callback, event: Event) -> Effects:
    return _recording(callback, event, RecordingState.STARTED)


def on_recording_ended(callback: Callback, event: Event) -> Effects:
    return _recording(callback, event, RecordingState.STOPPED)


def on_recording_uploaded(callback: Callback, event: Event) -> Effects:
    """The link in the callback is a hint at most: nobody vouches for it, and it expires."""
    effects = _recording(callback, event, RecordingState.UPLOADED)
    session = MeetingSession.objects.get(remote_id=event.required_id("session_id"))
    refresh_session_recordings.delay_on_commit(session.pk)
    return effects


HANDLERS: dict[CallbackKind, Callable[[Callback, Event], Effects]] = {
    CallbackKind.ROOM_EXPIRED: on_room_expired,
    CallbackKind.SESSION_STARTED: on_session_started,
    CallbackKind.SESSION_ENDED: on_session_ended,
    CallbackKind.PARTICIPANT_JOINED: on_participant,
    CallbackKind.PARTICIPANT_LEFT: on_participant,
    CallbackKind.RECORDING_STARTED: on_recording_started,
    CallbackKind.RECORDING_ENDED: on_recording_ended,
    CallbackKind.RECORDING_UPLOADED: on_recording_uploaded,
}


def arrivals_of(callback: Callback) -> list[Arrival]:
    """Every join and leave received of this person in this session, in order of arrival."""
    received = Callback.objects.filter(
        session_remote_id=callback.session_remote_id,
        participant_remote_id=callback.participant_remote_id,
        kind__in=[CallbackKind.PARTICIPANT_JOINED, CallbackKind.PARTICIPANT_LEFT],
    ).order_by("received_at", "id")
    return [
        Arrival(
            event="joined" if kind == CallbackKind.PARTICIPANT_JOINED else "left",
            received_at=received_at,
            digest=sha256,
        )
        for kind, received_at, sha256 in received.values_list("kind", "received_at", "sha256")
    ]


def _session(
    callback: Callback,
    event: Event,
    *,
    required: bool = False,
    has_ended: bool = False,
) -> tuple[MeetingSession, Effects]:
    """The session that the event names; only `session:ended` itself may end it."""
    room_id = event.optional_id("room_id")
    session, effects = session_seen(
        event.required_id("session_id"),
        received_at=callback.received_at,
        room_id=room_id or None,
        started_at=event.time("started_at") if required else None,
        ended_at=(event.time("ended_at") or callback.received_at) if has_ended else None,
    )
    room = session.room
    if room is not None and not room.is_known and not room.is_gone:
        refresh_room.delay_on_commit(room.pk)
    return session, effects


def _recording(callback: Callback, event: Event, status: RecordingState) -> Effects:
    session, effects = _session(callback, event)
    seen = RecordingSeen(
        recording_id=event.required_id("recording_id"),
        status=status,
        started_at=event.time("started_at"),
        ended_at=event.time("ended_at"),
        duration_seconds=event.seconds("duration"),
    )
    return effects + recording_seen(session, seen, at=callback.received_at)
