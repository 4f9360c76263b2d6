from __future__ import annotations

import logging

from celery import shared_task

from meetings_api import MeetingsApiError
from recordings.services import overdue_refresh, session_recordings_refresh
from rooms.models import MeetingSession
from rooms.tasks import RETRIED

logger = logging.getLogger(__name__)


@shared_task(**RETRIED)
def refresh_session_recordings(session_pk: int) -> None:
    session_recordings_refresh(session=MeetingSession.objects.get(pk=session_pk))


@shared_task
def refresh_overdue_recordings() -> None:
    """No retry of its own: the schedule comes round again."""
    try:
        overdue_refresh()
    except MeetingsApiError as error:
        logger.warning("Overdue recordings could not be asked about: %s", error)
