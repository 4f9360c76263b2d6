"""Asking the API about what callbacks should have told, and slowly about all the rest.

Nothing here marks anything on a failure of the API: that ends the round, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recordings.models import UPLOAD_OVERDUE, Recording, RecordingQuerySet, RecordingState
from recordings.services import recording_refresh, session_recordings_refresh
from rooms.drift import Difference, Finding
from rooms.missed_ends import missed_ends_infer
from rooms.models import Drift, DriftKind, FoundBy, MeetingSession
from rooms.sync import session_end_inferred

MOST_OVERDUE = 20
MOST_SESSIONS = 10
# One that is overdue stays so for long if nobody uploads it; one that runs may do so for hours.
OVERDUE_AGAIN = timedelta(minutes=5)
RUNNING_AGAIN = timedelta(hours=1)
ALL_AGAIN = timedelta(days=1)
SESSION_AGAIN = timedelta(hours=6)
# An older session without a recording will not get one any more.
SESSION_EXPECTED_FOR = timedelta(days=3)
LONGEST_SESSION = timedelta(days=1)

RUNNING = (RecordingState.STARTED, RecordingState.PAUSED)


def recordings_check() -> int:
    """One round; how many questions it asked. Raises MeetingsApiError."""
    now = timezone.now()
    due = [
        *_due(Recording.objects.late(), now - OVERDUE_AGAIN, MOST_OVERDUE),
        *_due(_running(), now - RUNNING_AGAIN, MOST_OVERDUE),
        *_due(Recording.objects.present(), now - ALL_AGAIN, settings.RECORDING_CHECKS_PER_MINUTE),
    ]
    return _ask({recording.pk: recording for recording in due}.values(), now)


def _due(recordings: RecordingQuerySet, before: datetime, most: int) -> list[Recording]:
    """Those that were asked about longest ago first."""
    due = recordings.filter(checked_at__lt=before).order_by("checked_at", "pk")
    return list(due.select_related("session__room")[:most])


def _running() -> RecordingQuerySet:
    # As in `late()`: none of them has a size, which leads to a small index.
    return Recording.objects.present().filter(size_bytes=None, status__in=RUNNING)


def _ask(recordings: Iterable[Recording], now: datetime) -> int:
    asked = 0
    for recording in recordings:
        # Before asking, so that one that cannot be asked about holds up no other for long.
        if Recording.objects.filter(pk=recording.pk, checked_at=recording.checked_at).update(
            checked_at=now
        ):
            recording_refresh(recording=recording)
            asked += 1
    return asked


def sessions_check() -> int:
    """Sessions that lack what callbacks should have told; how many questions it asked.

    Raises MeetingsApiError.
    """
    now = timezone.now()
    _end_sessions(now)
    missed_ends_infer(now)
    sessions = _lacking_a_recording(now)
    for session in sessions:
        MeetingSession.objects.filter(pk=session.pk).update(recordings_asked_at=now)
        session_recordings_refresh(session=session)
        Drift.objects.bulk_create(_found(session))
    return len(sessions)


def _lacking_a_recording(now: datetime) -> list[MeetingSession]:
    """Ended in a room that records every session, and no recording was heard of."""
    ended = MeetingSession.objects.filter(
        began_at__gte=now - SESSION_EXPECTED_FOR - LONGEST_SESSION,
        ended_at__range=(now - SESSION_EXPECTED_FOR, now - UPLOAD_OVERDUE),
        room__auto_record=True,
    )
    unasked = Q(recordings_asked_at=None) | Q(recordings_asked_at__lt=now - SESSION_AGAIN)
    with_one = Recording.objects.filter(session=OuterRef("pk"))
    lacking = ended.filter(unasked, ~Exists(with_one)).select_related("room")
    return list(lacking.order_by("began_at", "pk")[:MOST_SESSIONS])


def _found(session: MeetingSession) -> list[Drift]:
    finding = Finding(FoundBy.CHECK)
    name = session.room.name if session.room else session.remote_id
    missed = [Difference("presence", "not known", "there")]
    return [
        drift
        for recording in session.recordings.all()
        for drift in finding.drifts(DriftKind.RECORDING, recording.remote_id, name, missed)
    ]


def _end_sessions(now: datetime) -> None:
    live = MeetingSession.objects.live().filter(room__auto_record=True, began_at__lt=now)
    for session in live.prefetch_related("recordings"):
        end = _missed_end(session, now)
        if end is not None:
            session_end_inferred(session, end, by="its recording ended")


def _missed_end(session: MeetingSession, now: datetime) -> datetime | None:
    """When the session must have ended: a recording of every session cannot be stopped before
    (the contract, section 2). None while that may yet be told, or speaks against it."""
    ends = []
    for recording in session.recordings.all():
        is_over = recording.status in {RecordingState.STOPPED, RecordingState.UPLOADED}
        if not is_over or recording.ended_at is None or recording.changed_at > now - UPLOAD_OVERDUE:
            return None
        ends.append(recording.ended_at)
    if not ends or session.has_people_after(max(ends)):
        return None
    return max(ends)
