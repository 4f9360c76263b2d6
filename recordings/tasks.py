"""No task here retries by itself: what it leaves undone, the schedule comes round to again."""

from __future__ import annotations

import logging

from celery import shared_task

from meetings_api import MeetingsApiError
from recordings.archive_rule import archive_new
from recordings.checks import recordings_check, sessions_check
from recordings.films import films_look
from recordings.retention import retention_run
from recordings.services import session_recordings_refresh
from recordings.trash import trash_empty
from recordings.zips import zips_remove_old
from rooms.models import MeetingSession

logger = logging.getLogger(__name__)


@shared_task
def refresh_session_recordings(session_pk: int) -> None:
    try:
        session_recordings_refresh(session=MeetingSession.objects.get(pk=session_pk))
    except MeetingsApiError as error:
        logger.warning("A session's recordings could not be asked about: %s", error)


@shared_task
def check_recordings() -> None:
    try:
        recordings_check()
    except MeetingsApiError as error:
        logger.warning("Recordings could not be asked about: %s", error)


@shared_task
def check_sessions() -> None:
    try:
        sessions_check()
    except MeetingsApiError as error:
        logger.warning("Recordings of sessions could not be asked about: %s", error)


@shared_task
def look_at_films() -> None:
    films_look()


@shared_task
def empty_trash() -> None:
    trash_empty()


@shared_task
def archive_new_recordings() -> None:
    archive_new()


@shared_task
def remove_old_zips() -> None:
    zips_remove_old()


@shared_task
def run_retention() -> None:
    retention_run()
