"""Plays meetings as rows, and a callback for each thing that happens. Nobody is really there."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from meetings_server import clock, media, outbox
from meetings_server.engines import UPLOAD_TIME
from meetings_server.models import Participant, Recording, Room, Session
from meetings_server.refusals import conflict
from meetings_server.rooms import is_open

AFTER_LAST_LEAVE = timedelta(minutes=10)
SHORTEST_RECORDING = timedelta(seconds=1)


class SimulatedEngine:
    """`now` is when things happen: what was due a while ago happens at the time it was due.

    Every change reads its row again first: inside the transaction nobody else can write.
    """

    def __init__(self, now: Callable[[], datetime] = clock.now) -> None:
        self._now = now

    @transaction.atomic
    def start_session(self, room: Room) -> Session:
        room.refresh_from_db()
        if not is_open(room):
            raise conflict(f"Room {room.id} is not available")
        if room.sessions.filter(ended_at=None).exists():
            raise conflict(f"Room {room.id} has a session already")
        room.last_left_at = None
        room.save(update_fields=["last_left_at"])
        started_at = self._now()
        session = Session.objects.create(
            id=session_id(started_at), room=room, started_at=started_at
        )
        outbox.session_started(session)
        if records_by_itself(room):
            self.start_recording(session)
        return session

    @transaction.atomic
    def end_session(self, session: Session) -> None:
        session.refresh_from_db()
        if session.ended_at is not None:
            return
        for recording in session.recordings.filter(status="started"):
            self._stop(recording, UPLOAD_TIME)
        for participant in session.participants.filter(is_present=True):
            self.leave(participant)
        session.ended_at = max(self._now(), session.started_at)
        session.save(update_fields=["ended_at"])
        session.steps.all().delete()
        outbox.session_ended(session)
        self._count_down(session.room, session.ended_at)

    @transaction.atomic
    def join(self, session: Session, **person: Any) -> Participant:
        session.refresh_from_db()
        if session.ended_at is not None:
            raise conflict(f"Session {session.id} has ended")
        found = session.participants.filter(id=person.get("id", "")).first()
        if found is not None and found.is_present:
            raise conflict(f"Participant {found.id} is in the session already")
        participant = found or Participant(session=session, **person)
        participant.is_present = True
        participant.save()
        outbox.participant_joined(participant)
        return participant

    @transaction.atomic
    def leave(self, participant: Participant) -> None:
        participant.refresh_from_db()
        if not participant.is_present:
            return
        participant.is_present = False
        participant.save(update_fields=["is_present"])
        outbox.participant_left(participant)
        session = participant.session
        if not session.participants.filter(is_present=True).exists():
            self._count_down(session.room, self._now())

    def _count_down(self, room: Room, last_left_at: datetime) -> None:
        """An instant room closes some time after the last person left (the contract, section 2)."""
        room.last_left_at = last_left_at
        if room.type == "instant":
            room.expires_at = last_left_at + AFTER_LAST_LEAVE
        room.save(update_fields=["last_left_at", "expires_at"])

    @transaction.atomic
    def start_recording(self, session: Session) -> Recording:
        session.refresh_from_db()
        if session.ended_at is not None:
            raise conflict(f"Session {session.id} has ended")
        if not allows_recording(session.room):
            raise conflict(f"Room {session.room.id} allows no recording")
        started_at = clock.whole_second(self._now())
        recording = Recording.objects.create(session=session, started_at=started_at)
        outbox.recording_started(recording)
        return recording

    @transaction.atomic
    def stop_recording(
        self, recording: Recording, *, upload_after: timedelta | None = UPLOAD_TIME
    ) -> None:
        recording.refresh_from_db()
        if recording.status != "started":
            return
        if records_by_itself(recording.session.room):
            raise conflict(f"Recording {recording.id} ends with its session: its room records all")
        self._stop(recording, upload_after)

    def _stop(self, recording: Recording, upload_after: timedelta | None) -> None:
        earliest = recording.started_at + SHORTEST_RECORDING
        recording.ended_at = max(clock.whole_second(self._now()), earliest)
        if upload_after is not None:
            recording.uploads_at = recording.ended_at + upload_after
        recording.status = "stopped"
        recording.clip = media.clip_for((recording.ended_at - recording.started_at).total_seconds())
        recording.save(update_fields=["ended_at", "uploads_at", "status", "clip"])
        outbox.recording_ended(recording)

    @transaction.atomic
    def upload_recording(self, recording: Recording) -> None:
        recording.refresh_from_db()
        if recording.status != "stopped":
            return
        recording.status = "uploaded"
        recording.save(update_fields=["status"])
        outbox.recording_uploaded(recording)


def allows_recording(room: Room) -> bool:
    return bool(room.available_features["is_recording_available"])


def records_by_itself(room: Room) -> bool:
    """Nobody can stop such a recording (the contract, section 2)."""
    return bool(room.recording_options["auto_record"]) and allows_recording(room)


def session_id(started_at: datetime) -> str:
    """As the video platform makes them (the contract, section 3.1): what it is made of, in base64."""
    moment = int(started_at.timestamp() * 1000)
    noise = base64.b64encode(secrets.token_bytes(18)).decode()
    inner = f"1~{media.PARTNER}~~{moment}~{noise}~~"
    return "2_" + base64.urlsafe_b64encode(inner.encode()).decode().rstrip("=")
