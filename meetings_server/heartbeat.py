"""What happens by itself as time goes by: due steps, uploads, expiries, and a life of its own."""

from __future__ import annotations

import logging
import random
import threading
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from meetings_server import clock, scenes
from meetings_server.engine import AFTER_LAST_LEAVE, SimulatedEngine
from meetings_server.models import Recording, Room, Session, Step
from meetings_server.rooms import room_expire

SECONDS = 0.5

logger = logging.getLogger(__name__)
_random = random.Random()  # noqa: S311  plays people, guards nothing


def run(stopping: threading.Event) -> None:
    while not stopping.wait(SECONDS):
        try:
            beat()
            live(SECONDS)
        except Exception:
            logger.exception("The engine stumbled")


def beat() -> None:
    """Everything that is due by the clock, in the order in which it was due."""
    engine = SimulatedEngine()
    for step in list(Step.objects.filter(due_at__lte=clock.now()).select_related("session__room")):
        with transaction.atomic():
            if Step.objects.filter(pk=step.pk).delete()[0]:
                scenes.take(step, engine)
    uploaded_after = clock.now() - timedelta(seconds=scenes.UPLOAD_SECONDS)
    for recording in Recording.objects.filter(status="stopped", ended_at__lte=uploaded_after):
        engine.upload_recording(recording)
    _expire_rooms()


def _expire_rooms() -> None:
    now = clock.now()
    unused = Q(type="instant", expires_at__lte=now) | Q(type="long_term", expires_at__lte=now)
    used_up = Q(expire_after_use=True, last_left_at__lte=now - AFTER_LAST_LEAVE)
    due = Room.objects.filter(unused | used_up, expired_at=None, deleted_at=None)
    in_use = Session.objects.filter(ended_at=None).values("room")
    for room in due.exclude(Q(type="instant") & Q(pk__in=in_use)):
        room_expire(room)


def live(seconds: float) -> None:
    """Start a meeting now and then, so that on average `LIFE` of them begin in an hour."""
    if _random.random() >= settings.LIFE * seconds / 3600:
        return
    free = Room.objects.filter(is_available=True, type="long_term", expires_at__gt=clock.now())
    rooms = list(free.exclude(sessions__ended_at=None, sessions__isnull=False)[:200])
    if rooms:
        scenes.play(
            _random.choice(rooms),
            seconds=_random.uniform(120, 480),
            people=_random.randint(2, 7),
            record=_random.random() < 0.6,
        )
