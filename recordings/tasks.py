"""No task here retries by itself: what it leaves undone, the schedule comes round to again."""

from __future__ import annotations

import logging

from celery import shared_task

from meetings_api import MeetingsApiError
from recordings.services import overdue_refresh, session_recordings_refresh
from rooms.models import MeetingSession

logger = logging.getLogger(__name__)


@shared_task
def refresh_session_recordings(session_pk: int) -> None:
    try:
        session_recordings_refresh(session=MeetingSession.objects.get(pk=session_pk))
    except MeetingsApiError as error:
        logger.warning("A session's recordings could not be asked about: %s", error)


@shared_task
def refresh_overdue_recordings() -> None:
    try:
        overdue_refresh()
    except MeetingsApiError as error:
        logger.warning("Overdue recordings could not be asked about: %s", error)
