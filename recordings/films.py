"""A look at each film once it is there: how large it is, and a frame of it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from meetings_api import MalformedAnswer, MeetingsApiError, Refused
from recordings.links import UnsafeLink
from recordings.media import FilmUnavailable, film_length
from recordings.models import Recording
from recordings.posters import PosterFailed, ffmpeg, poster_take
from recordings.services import RecordingNotReady, recording_link

logger = logging.getLogger(__name__)

# After the tries that failed; then it is given up.
PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=12))
# Longer than a look can take: one that was killed is done again after this.
CLAIM = timedelta(minutes=5)
FAILURES = (FilmUnavailable, PosterFailed, UnsafeLink, RecordingNotReady, OSError)


def films_look(*, limit: int = 4) -> int:
    """Look at films that are due, one after another; how many were looked at.

    Ends at the first failure of the API itself, which would fail for the others too.
    """
    now = timezone.now()
    due = Recording.objects.filter(film_due_at__lte=now).select_related("session__room")
    looked = 0
    for recording in due.order_by("film_due_at")[:limit]:
        if _claim(recording, now):
            looked += 1
            if not film_look(recording):
                break
    return looked


def film_look(recording: Recording) -> bool:
    """Learn size and poster; False when the API failed, which is mostly not held against the film."""
    try:
        _learn(recording)
    except MeetingsApiError as error:
        logger.warning("A film could not be asked about: %s", error)
        _put_off(recording, counts=isinstance(error, MalformedAnswer | Refused))
        return False
    except FAILURES as error:
        logger.warning("A film could not be looked at: %s", error)
        _put_off(recording, counts=True)
        return True
    _due(recording, None)
    return True


def _claim(recording: Recording, now: datetime) -> bool:
    """Moved on at once, so that nobody else takes it meanwhile."""
    unclaimed = Recording.objects.filter(pk=recording.pk, film_due_at=recording.film_due_at)
    return bool(unclaimed.update(film_due_at=now + CLAIM))


def _learn(recording: Recording) -> None:
    if recording.is_gone:
        return
    link = recording_link(recording=recording)
    recording.size_bytes = film_length(link)
    recording.save(update_fields=["size_bytes"])
    if recording.poster or ffmpeg() is None:
        return
    recording.poster = poster_take(link, film_bytes=recording.size_bytes)
    recording.save(update_fields=["poster"])


def _put_off(recording: Recording, *, counts: bool) -> None:
    tries = recording.film_tries
    if counts:
        Recording.objects.filter(pk=recording.pk).update(film_tries=F("film_tries") + 1)
    if tries < len(PAUSES):
        _due(recording, timezone.now() + PAUSES[tries])
    else:
        _due(recording, None)


def _due(recording: Recording, moment: datetime | None) -> None:
    Recording.objects.filter(pk=recording.pk).update(film_due_at=moment)
