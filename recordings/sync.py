"""What the API and its callbacks say of recordings, written to the cache; monotonic throughout."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.provenance import Source, told
from core.text import storable
from meetings_api import Recording as ApiRecording
from recordings.heard import RecordingSeen, recording_seen
from recordings.models import Recording, RecordingState
from rooms.drift import Difference, Finding
from rooms.models import Drift, DriftKind, FoundBy, MeetingSession

COMPARED = ("status", "started_at", "ended_at", "duration_seconds")


def recording_store(answer: ApiRecording, session: MeetingSession, source: Source) -> Recording:
    """Write one answer of the API about a recording of `session`; where it differs is drift."""
    with transaction.atomic():
        recording, is_new = _locked(storable(answer.id), session, source)
        before = None if is_new else copy(recording)
        recording_seen(recording, _from_answer(answer), source)
        Drift.objects.bulk_create(_drifts(before, recording))
        if recording.gone_at is not None:
            recording.gone_at = None
            told(recording.provenance, "gone_at", source, is_new=True)
        recording.payload = storable(without_link(answer.raw))
        recording.synced_at = recording.checked_at = source.at
        told_by_api = ["payload", "synced_at", "checked_at", "gone_at"]
        recording.save(update_fields=[*told_by_api, *Recording.HEARD])
    return recording


def _locked(remote_id: str, session: MeetingSession, source: Source) -> tuple[Recording, bool]:
    """The row, and whether it is new."""
    at = source.at
    return Recording.objects.select_for_update().get_or_create(
        remote_id=remote_id,
        defaults={"session": session, "first_seen_at": at, "began_at": at, "changed_at": at},
    )


def recording_gone(recording: Recording, source: Source) -> None:
    """Mark it as gone: the API, asked at `source.at`, does not have it."""
    if recording.gone_at is None:
        recording.gone_at = timezone.now()
        told(recording.provenance, "gone_at", source, is_new=True)
        recording.save(update_fields=["gone_at", "provenance"])
        found = [Difference("presence", "there", "gone")]
        Drift.objects.bulk_create(_finding(recording, found))


def _drifts(before: Recording | None, after: Recording) -> list[Drift]:
    """Where the answer corrected what callbacks had told; what it only fills in is no drift."""
    if before is None:
        return []
    found = [
        Difference(name, getattr(before, name), getattr(after, name))
        for name in COMPARED
        if getattr(before, name) not in {None, getattr(after, name)}
    ]
    if before.gone_at is not None:
        found.append(Difference("presence", "gone", "there"))
    return _finding(after, found)


def _finding(recording: Recording, found: list[Difference]) -> list[Drift]:
    if not found:
        return []
    name = recording.room.name if recording.room else recording.remote_id
    finding = Finding(FoundBy.CHECK)
    return finding.drifts(DriftKind.RECORDING, recording.remote_id, name, found)


def without_link(payload: dict[str, Any]) -> dict[str, Any]:
    """The link is presigned and expires: it is asked for anew at each click, and never kept."""
    return {key: value for key, value in payload.items() if key not in {"_links", "url"}}


def _from_answer(answer: ApiRecording) -> RecordingSeen:
    known = answer.status in set(RecordingState.values) - {RecordingState.GONE.value}
    return RecordingSeen(
        status=RecordingState(answer.status) if known else RecordingState.STARTED,
        started_at=answer.started_at,
        ended_at=answer.ended_at,
        duration_seconds=whole_seconds(answer.duration),
    )


def whole_seconds(value: float | None) -> int | None:
    return None if value is None else max(0, round(value))
