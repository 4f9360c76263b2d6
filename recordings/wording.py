"""Why a recording is not there to be played, and what there is to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from recordings.models import UPLOAD_OVERDUE, Recording, RecordingState


@dataclass(frozen=True)
class Absence:
    title: str
    reason: str
    advice: str


def absence(recording: Recording) -> Absence | None:
    """None for a recording that can be played."""
    if recording.archived is not None:
        return None
    if recording.deleted_at is not None:
        return Absence(
            _("Deleted"),
            _("It was deleted from here, and the API no longer has its file."),
            _("Nothing brings it back."),
        )
    if recording.gone_at is not None:
        return Absence(
            _("Gone"),
            _("The API does not have it any more: it was deleted there."),
            _("Ask the API again if you think that it was a mistake."),
        )
    if recording.status == RecordingState.UPLOADED:
        return None
    return _unfinished(recording)


def _unfinished(recording: Recording) -> Absence:
    if recording.status == RecordingState.STOPPED:
        return _uploading(recording)
    if not recording.session.is_live:
        return Absence(
            _("End not reported"),
            _("Its session is over, but no callback told of the recording's end."),
            _("Ask the API how it stands."),
        )
    return Absence(
        _("Being recorded"),
        _("It is being recorded now, so there is no file yet."),
        _("It can be played a few minutes after it was stopped."),
    )


def _uploading(recording: Recording) -> Absence:
    if recording.changed_at + UPLOAD_OVERDUE < timezone.now():
        return Absence(
            _("Upload is late"),
            _("It was stopped, but its upload was not reported; this normally takes minutes."),
            _("Ask the API how it stands."),
        )
    return Absence(
        _("Being uploaded"),
        _("It was stopped and is being uploaded, which normally takes minutes."),
        _("This page shows it once a callback has told that it is there; or ask the API now."),
    )
