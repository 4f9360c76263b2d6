"""No task here retries by itself: what it leaves undone, the schedule comes round to again."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from meetings_api import MeetingsApiError
from rooms.models import Room
from rooms.services import room_refresh, rooms_fill_in
from rooms.walks import walk_step

logger = logging.getLogger(__name__)


@shared_task
def walk_rooms() -> None:
    """One step of a walk; where another one is to follow, it is asked for, or the schedule does."""
    walk = walk_step()
    if walk is not None and walk.is_running:
        try:
            walk_rooms.delay()
        except OperationalError as error:
            logger.warning("The next step of a walk waits for the schedule: %s", error)


@shared_task
def refresh_room(room_pk: int) -> None:
    try:
        room_refresh(room=Room.objects.get(pk=room_pk))
    except MeetingsApiError as error:
        logger.warning("A room could not be asked about: %s", error)


@shared_task
def fill_in_rooms() -> None:
    try:
        rooms_fill_in()
    except MeetingsApiError as error:
        logger.warning("Rooms could not be filled in: %s", error)
