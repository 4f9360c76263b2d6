from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from core import audit
from core.api import get_client
from core.models import AuditEntry
from core.provenance import Source
from meetings_api import NotFound
from recordings.links import checked, require_no_other_link
from recordings.models import Recording
from recordings.posters import poster_remove
from recordings.sync import recording_gone, recording_store
from rooms.models import MeetingSession

if TYPE_CHECKING:
    from accounts.models import User


# For so long what somebody fetches of a film belongs to what is on record.
ONE_SITTING = timedelta(hours=1)


class RecordingNotReady(Exception):
    """There is no file to play or download, and `user_message` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.user_message = reason


def recording_refresh(*, recording: Recording) -> Recording:
    """Ask the API about a recording; one it does not have is marked as gone."""
    asked_at = timezone.now()
    try:
        answer = get_client().recordings.get(recording.remote_id)
    except NotFound:
        recording_gone(recording, Source.answer(asked_at))
        return recording
    return recording_store(answer, recording.session, Source.answer(asked_at))


def session_recordings_refresh(*, session: MeetingSession) -> int:
    """Ask the API which recordings a session has; how many it named."""
    asked_at = timezone.now()
    try:
        answers = get_client().sessions.recordings(session.remote_id)
    except NotFound:
        return 0
    for answer in answers:
        recording_store(answer, session, Source.answer(asked_at))
    return len(answers)


def recording_link(*, recording: Recording) -> str:
    """A fresh link to the file, fit to redirect to.

    Raises RecordingNotReady, UnsafeLink, MeetingsApiError.
    """
    asked_at = timezone.now()
    try:
        answer = get_client().recordings.get(recording.remote_id)
    except NotFound:
        recording_gone(recording, Source.answer(asked_at))
        raise RecordingNotReady("The API does not have this recording any more.") from None
    recording_store(answer, recording.session, Source.answer(asked_at))
    if not answer.url:
        require_no_other_link(answer.raw)
        raise RecordingNotReady("The recording has not been uploaded yet.")
    return checked(answer.url)


def recording_delete(*, recording: Recording, actor: User | None) -> bool:
    """Delete a recording; False when the API did not have it any more. Raises MeetingsApiError."""
    act = _act(actor, "recording.delete", recording)
    was_there = True
    with act.refusal_recorded():
        try:
            get_client().recordings.delete(recording.remote_id)
        except NotFound:
            was_there = False
            # Some versions answer 404 to this for one that is there but not uploaded.
            if not _is_missing(recording):
                raise
    recording.deleted_at = timezone.now()
    recording.save(update_fields=["deleted_at"])
    if recording.archived is None:
        poster_remove(recording)
    act.done(detail="" if was_there else "The API did not have it any more.")
    return was_there


def _is_missing(recording: Recording) -> bool:
    try:
        get_client().recordings.get(recording.remote_id)
    except NotFound:
        return True
    return False


def recording_downloaded(
    *, recording: Recording, actor: User, problem: str = "", is_rest: bool = False
) -> None:
    """Put it on record, also when there was a `problem` and no file.

    The rest of a download is part of it, where there is one: else it is one itself.
    """
    act = _act(actor, "recording.download", recording)
    if problem:
        act.refused(detail=problem)
    elif not (is_rest and _is_on_record(act)):
        act.done()


def recording_opened(*, recording: Recording, actor: User) -> None:
    """Put on record that the player was given the film, which it asks for in many parts."""
    act = _act(actor, "recording.open", recording)
    if not _is_on_record(act):
        act.done()


def _is_on_record(act: audit.Act) -> bool:
    """Whether the same was done by the same person a while ago."""
    entries = AuditEntry.objects.filter(actor=act.actor, action=act.action, target=act.target)
    lately = timezone.now() - ONE_SITTING
    return entries.filter(outcome=AuditEntry.Outcome.DONE, at__gte=lately).exists()


def _act(actor: User | None, action: str, recording: Recording) -> audit.Act:
    name = recording.room.name if recording.room else ""
    return audit.Act(actor, action, recording_target(recording), name)


def recording_target(recording: Recording) -> str:
    return f"recording:{recording.remote_id}"
