"""What happens by itself as time goes by: due steps, uploads, expiries, and a life of its own."""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings_server import clock, outbox, scenes
from meetings_server.engines.simulated import AFTER_LAST_LEAVE, SimulatedEngine
from meetings_server.models import Participant, Recording, Room, Session, Step
from meetings_server.refusals import Refusal
from meetings_server.rooms import free_rooms, room_expire

SECONDS = 0.5
# In one transaction: whoever waits to write waits for so many at most.
STEPS_AT_ONCE = 20

# The control surface lets it beat as well: two at a time would only look for the same steps.
_beating = threading.Lock()
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
    """Everything that is due by the clock, each thing at the time at which it was due."""
    now = clock.now()
    with _beating:
        while _take_steps(now):
            pass
        _end_empty_sessions(now)
        _upload(Recording.objects.all(), now)
        _expire_rooms(now)
        outbox.prune()


@transaction.atomic
def _take_steps(now: datetime) -> bool:
    """Some of those that are due; whether there were any."""
    due = Step.objects.filter(due_at__lte=now).select_related("session__room")
    steps = list(due[:STEPS_AT_ONCE])
    for step in steps:
        # The end of a session takes the rest of its steps away.
        if Step.objects.filter(pk=step.pk).delete()[0]:
            _take(step)
    return bool(steps)


def _take(step: Step) -> None:
    _upload(step.session.recordings.all(), step.due_at)
    try:
        with transaction.atomic():
            scenes.take(step, SimulatedEngine(clock.stopped_at(step.due_at)))
    except Refusal as refusal:
        # Somebody came in between by the control surface: that step is over.
        logger.info("Left out %s: %s", step.action, refusal)


def _upload(recordings: QuerySet[Recording], now: datetime) -> None:
    for recording in recordings.filter(status="stopped", uploads_at__lte=now):
        SimulatedEngine().upload_recording(recording)


def _end_empty_sessions(now: datetime) -> None:
    """A meeting is over some time after everybody has left it (the contract, section 2), or after
    it began, if nobody came."""
    before = now - AFTER_LAST_LEAVE
    is_left = Q(room__last_left_at__lte=before)
    is_unused = Q(room__last_left_at=None, started_at__lte=before)
    live = Session.objects.filter(is_left | is_unused, ended_at=None)
    somebody = Participant.objects.filter(session=OuterRef("pk"), is_present=True)
    planned = Step.objects.filter(session=OuterRef("pk"))
    for session in live.exclude(Exists(somebody)).exclude(Exists(planned)).select_related("room"):
        empty_since = session.room.last_left_at or session.started_at
        SimulatedEngine(clock.stopped_at(empty_since)).end_session(session)


def _expire_rooms(now: datetime) -> None:
    over = Q(expires_at__lte=now)
    used_up = Q(expire_after_use=True, last_left_at__lte=now - AFTER_LAST_LEAVE)
    in_use = Q(pk__in=Session.objects.filter(ended_at=None).values("room"))
    # Only a long-term room with a date closes while people are in it: no session starts after.
    due = Room.objects.filter(over | used_up, expired_at=None, deleted_at=None)
    for room in due.exclude(in_use & (Q(type="instant") | ~over)):
        room_expire(room, _over_at(room, now))


def _over_at(room: Room, now: datetime) -> datetime:
    """When it was due, which may be long before."""
    last_left_at = room.last_left_at if room.expire_after_use else None
    used_up_at = last_left_at + AFTER_LAST_LEAVE if last_left_at else now
    return min(room.expires_at, used_up_at, now)


def live(seconds: float) -> None:
    """Start a meeting now and then, so that on average `LIFE` of them begin in an hour."""
    if _random.random() >= settings.LIFE * seconds / 3600:
        return
    room = free_rooms().first()
    if room is not None:
        scenes.play(
            room,
            seconds=_random.uniform(120, 480),
            people=_random.randint(2, 7),
            record=_random.random() < 0.6,
        )
