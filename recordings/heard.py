"""What callbacks and answers of the API tell of a recording, offered to its row; monotonic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.provenance import Source, offer
from recordings.models import Recording, RecordingState
from rooms.models import MeetingSession

Effects = list[str]


@dataclass(frozen=True)
class RecordingSeen:
    """What is told of a recording."""

    status: RecordingState
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: int | None = None


def recording_seen(recording: Recording, seen: RecordingSeen, source: Source) -> Effects:
    """What comes late changes nothing back."""
    effects = _status_advance(recording, seen.status, source)
    offer(recording, "started_at", seen.started_at, source, min)
    offer(recording, "ended_at", seen.ended_at, source, max)
    offer(recording, "duration_seconds", seen.duration_seconds, source, max)
    recording.first_seen_at = min(recording.first_seen_at, source.at)
    recording.began_at = recording.started_at or recording.first_seen_at
    return effects


def recording_session_seen(recording: Recording, session: MeetingSession) -> Effects:
    """Where callbacks contradict each other, the same session is kept in every order of them."""
    if recording.session_id == session.pk:
        return []
    both = [recording.session, session]
    recording.session = min(both, key=lambda each: each.remote_id)
    names = " and ".join(sorted(each.remote_id for each in both))
    return [f"Recording was told to be of two sessions, {names}; the first is kept."]


def _status_advance(recording: Recording, status: RecordingState, source: Source) -> Effects:
    is_first = recording.changed_at == source.at and recording.status == status
    is_new = offer(recording, "status", status.value, source, _further)
    if is_new:
        recording.changed_at = source.at
    if is_new and status == RecordingState.UPLOADED:
        recording.film_due_at = source.at
    return [f"Recording is {str(status.label).lower()}."] if is_new or is_first else []


def _further(current: str, told: str) -> str:
    return max(current, told, key=lambda status: RecordingState(status).rank)
