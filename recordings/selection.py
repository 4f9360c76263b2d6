"""Recordings as the targets of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from jobs.kinds import JobRefused
from recordings.access import recordings_for
from recordings.models import Recording

if TYPE_CHECKING:
    from jobs.models import Job

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def recording_of(job: Job, target: str) -> Recording | None:
    """The recording that an item means, as far as whoever began the job may still see it.

    Raises JobRefused when recordings may not be seen at all any more.
    """
    recordings = Recording.objects.select_related("session__room", "archive")
    if job.created_by is not None:
        try:
            recordings = recordings_for(job.created_by)
        except PermissionDenied:
            raise JobRefused(_("Whoever began it may not see recordings any more.")) from None
    return recordings.filter(remote_id=target).first()


def target_of(recording: Recording) -> tuple[str, str]:
    """Its id, and words that people know it by."""
    room = recording.room.name if recording.room else ""
    return recording.remote_id, target_words(recording.remote_id, room, recording.began_at)


def target_words(remote_id: str, room: str | None, began_at: datetime) -> str:
    # A name that is written from right to left, or says that it is, turns nothing behind it around.
    isolated = f"{FIRST_STRONG_ISOLATE}{room or remote_id}{POP_ISOLATE}"
    return f"{isolated}, {began_at:%Y-%m-%d %H:%M} UTC"
