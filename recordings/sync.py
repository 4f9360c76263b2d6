"""What the API and its callbacks say of recordings, written to the cache; monotonic throughout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.text import storable
from meetings_api import Recording as ApiRecording
from recordings.models import Recording, RecordingState
from rooms.models import MeetingSession

Effects = list[str]


@dataclass(frozen=True)
class RecordingSeen:
    """What a callback or an answer of the API says of a recording."""

    recording_id: str
    status: RecordingState
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: int | None = None


def recording_seen(session: MeetingSession, seen: RecordingSeen, *, at: datetime) -> Effects:
    """Note a recording of `session`, heard of at `at`; an event that comes late changes nothing back."""
    Recording.objects.get_or_create(
        remote_id=seen.recording_id,
        defaults={"session": session, "first_seen_at": at, "began_at": at, "changed_at": at},
    )
    recording = Recording.objects.select_for_update().get(remote_id=seen.recording_id)
    effects = _status_advance(recording, seen.status, at)
    _times_widen(recording, seen, at)
    recording.save()
    return effects


def _status_advance(recording: Recording, status: RecordingState, at: datetime) -> Effects:
    current = RecordingState(recording.status)
    is_new = recording.changed_at == at and current == status
    if status.rank <= current.rank and not is_new:
        return []
    recording.status, recording.changed_at = status, at
    return [f"Recording is {str(status.label).lower()}."]


def _times_widen(recording: Recording, seen: RecordingSeen, at: datetime) -> None:
    starts = [moment for moment in (recording.started_at, seen.started_at) if moment]
    ends = [moment for moment in (recording.ended_at, seen.ended_at) if moment]
    lengths = [
        length
        for length in (recording.duration_seconds, seen.duration_seconds)
        if length is not None
    ]
    recording.started_at = min(starts, default=None)
    recording.ended_at = max(ends, default=None)
    recording.duration_seconds = max(lengths, default=None)
    recording.first_seen_at = min(recording.first_seen_at, at)
    recording.began_at = recording.started_at or recording.first_seen_at


def recording_store(
    answer: ApiRecording,
    session: MeetingSession,
    *,
    answered_at: datetime,
) -> Recording:
    """Write one answer of the API about a recording of `session`."""
    with transaction.atomic():
        recording_seen(session, _from_answer(answer), at=answered_at)
        recording = Recording.objects.select_for_update().get(remote_id=storable(answer.id))
        recording.payload = storable(without_link(answer.raw))
        recording.synced_at = answered_at
        recording.gone_at = None
        recording.save(update_fields=["payload", "synced_at", "gone_at"])
    return recording


def recording_gone(recording: Recording) -> None:
    if recording.gone_at is None:
        recording.gone_at = timezone.now()
        recording.save(update_fields=["gone_at"])


def without_link(payload: dict[str, Any]) -> dict[str, Any]:
    """The link is presigned and expires: it is asked for anew at each click, and never kept."""
    return {key: value for key, value in payload.items() if key not in {"_links", "url"}}


def _from_answer(answer: ApiRecording) -> RecordingSeen:
    known = answer.status in set(RecordingState.values) - {RecordingState.GONE.value}
    return RecordingSeen(
        recording_id=storable(answer.id),
        status=RecordingState(answer.status) if known else RecordingState.STARTED,
        started_at=answer.started_at,
        ended_at=answer.ended_at,
        duration_seconds=whole_seconds(answer.duration),
    )


def whole_seconds(value: float | None) -> int | None:
    return None if value is None else max(0, round(value))
