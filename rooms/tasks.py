"""No task here retries by itself: what it leaves undone, the schedule comes round to again."""

from __future__ import annotations

import logging

from celery import shared_task

from meetings_api import MeetingsApiError
from rooms.models import Room
from rooms.services import room_refresh, rooms_fill_in
from rooms.walks import rooms_walk

logger = logging.getLogger(__name__)


@shared_task
def walk_rooms() -> None:
    rooms_walk()


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
