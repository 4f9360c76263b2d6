from __future__ import annotations

import logging

from celery import shared_task

from meetings_api import MeetingsApiError
from rooms.models import Room
from rooms.services import room_refresh, rooms_fill_in
from rooms.walks import rooms_walk

logger = logging.getLogger(__name__)

RETRIED = {
    "autoretry_for": (MeetingsApiError,),
    "retry_backoff": 2,
    "retry_backoff_max": 60,
    "max_retries": 5,
}


@shared_task
def walk_rooms() -> None:
    rooms_walk()


@shared_task(**RETRIED)
def refresh_room(room_pk: int) -> None:
    room_refresh(room=Room.objects.get(pk=room_pk))


@shared_task
def fill_in_rooms() -> None:
    """No retry of its own: the schedule comes round again."""
    try:
        rooms_fill_in()
    except MeetingsApiError as error:
        logger.warning("Rooms could not be filled in: %s", error)
