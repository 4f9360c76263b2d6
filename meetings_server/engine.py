"""Plays meetings: sessions, people and recordings as rows, and a callback for each thing that happens."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import Any, Protocol

from django.db import transaction

from meetings_server import clock, media, outbox
from meetings_server.models import Participant, Recording, Room, Session
from meetings_server.refusals import conflict
from meetings_server.rooms import is_open

AFTER_LAST_LEAVE = timedelta(minutes=10)


class Engine(Protocol):
    """What a way of meeting has to supply; the API knows nothing else of it."""

    def start_session(self, room: Room) -> Session: ...
    def end_session(self, session: Session) -> None: ...
    def join(self, session: Session, **person: Any) -> Participant: ...
    def leave(self, participant: Participant) -> None: ...
    def start_recording(self, session: Session) -> Recording: ...
    def stop_recording(self, recording: Recording) -> None: ...
    def upload_recording(self, recording: Recording) -> None: ...


class SimulatedEngine:
    """Nobody is really there; the films are clips."""

    @transaction.atomic
    def start_session(self, room: Room) -> Session:
        if not is_open(room):
            raise conflict(f"Room {room.id} is not available")
        if room.sessions.filter(ended_at=None).exists():
            raise conflict(f"Room {room.id} has a session already")
        session = Session.objects.create(id=session_id(), room=room, started_at=clock.now())
        outbox.session_started(session)
        if room.recording_options["auto_record"]:
            self.start_recording(session)
        return session

    @transaction.atomic
    def end_session(self, session: Session) -> None:
        if session.ended_at is not None:
            return
        for recording in session.recordings.filter(status="started"):
            self.stop_recording(recording)
        for participant in session.participants.filter(is_present=True):
            self.leave(participant)
        session.ended_at = clock.now()
        session.save(update_fields=["ended_at"])
        session.steps.all().delete()
        outbox.session_ended(session)
        self._after_last_leave(session.room)

    def _after_last_leave(self, room: Room) -> None:
        room.last_left_at = clock.now()
        room.save(update_fields=["last_left_at"])
        if room.type == "instant":
            room.expires_at = room.last_left_at + AFTER_LAST_LEAVE
            room.save(update_fields=["expires_at"])

    @transaction.atomic
    def join(self, session: Session, **person: Any) -> Participant:
        if session.ended_at is not None:
            raise conflict(f"Session {session.id} has ended")
        found = session.participants.filter(id=person.get("id", "")).first()
        participant = found or Participant(session=session, **person)
        participant.is_present = True
        participant.save()
        outbox.participant_joined(participant)
        return participant

    @transaction.atomic
    def leave(self, participant: Participant) -> None:
        if not participant.is_present:
            return
        participant.is_present = False
        participant.save(update_fields=["is_present"])
        outbox.participant_left(participant)

    @transaction.atomic
    def start_recording(self, session: Session) -> Recording:
        if session.ended_at is not None:
            raise conflict(f"Session {session.id} has ended")
        started_at = clock.whole_second(clock.now())
        recording = Recording.objects.create(session=session, started_at=started_at)
        outbox.recording_started(recording)
        return recording

    @transaction.atomic
    def stop_recording(self, recording: Recording) -> None:
        if recording.status != "started":
            return
        ended_at = clock.whole_second(clock.now())
        recording.ended_at = max(ended_at, recording.started_at + timedelta(seconds=1))
        recording.status = "stopped"
        recording.clip = media.clip_for((recording.ended_at - recording.started_at).total_seconds())
        recording.save()
        outbox.recording_ended(recording)

    @transaction.atomic
    def upload_recording(self, recording: Recording) -> None:
        if recording.status != "stopped":
            return
        recording.status = "uploaded"
        recording.save(update_fields=["status"])
        outbox.recording_uploaded(recording)


def session_id() -> str:
    """Looks as the video platform's session ids do: a version, then base64 that ends in `fg`."""
    partner, moment = media.PARTNER, int(clock.now().timestamp() * 1000)
    inner = f"1MX{partner}~~{moment}~{secrets.token_urlsafe(18)}~~"
    return "2_" + base64.urlsafe_b64encode(inner.encode()).decode().replace("=", "-")
