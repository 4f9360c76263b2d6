"""Events that did not happen, for a consumer to be tried with: valid ones, and all the others."""

from __future__ import annotations

import random
import shlex
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from meetings_server import bodies, clock, outbox
from meetings_server.bodies import Body
from meetings_server.engines.simulated import session_id
from meetings_server.media import clip_for
from meetings_server.models import Callback, Participant, Recording, Room, Session
from meetings_server.names import PEOPLE

LATE_SECONDS = 60
# Some minutes: a consumer that refuses it will not change its mind.
MOST_ATTEMPTS = 10
MANNERS = ("valid", "duplicated", "shuffled", "late", "broken")
LENGTH = timedelta(minutes=30)
# Sessions of rooms that never had one.
MOST_MADE_UP = 1000

EVENTS: dict[str, Callable[[Room], Body]] = {
    "room:expired": bodies.room_expired,
    "session:started": lambda room: bodies.session_started(_session(room)),
    "session:participant:joined": lambda room: bodies.participant_joined(_participant(room)),
    "recording:started": lambda room: bodies.recording_started(_recording(room)),
    "recording:ended": lambda room: bodies.recording_ended(_recording(room)),
    "recording:uploaded": lambda room: bodies.recording_uploaded(_recording(room)),
    "session:participant:left": lambda room: bodies.participant_left(_participant(room)),
    "session:ended": lambda room: bodies.session_ended(_session(room)),
}


@transaction.atomic
def send(room: Room, event: str, manner: str) -> list[Callback]:
    """What the event says is true of the room's latest session, or of one that is made up.

    "shuffled" sends all eight in a random order, "late" after a minute, "broken" the first half.
    """
    # A lane of its own: it does not wait for what really happens.
    lane = f"lab-{uuid.uuid4()}"
    chosen = _chosen(event, manner)
    # Made once: two of the same event have the same body, to the millisecond.
    told = {name: EVENTS[name](room) for name in chosen}
    sent = [outbox.write(room, lane, told[name]) for name in chosen]
    for callback in sent:
        if manner == "late":
            callback.next_attempt_at = time.time() + LATE_SECONDS
        if manner == "broken":
            callback.body = callback.body[: len(callback.body) // 2]
        callback.most_attempts = min(MOST_ATTEMPTS, settings.CALLBACK_ATTEMPTS)
        callback.save(update_fields=["next_attempt_at", "body", "most_attempts"])
    return sent


def _chosen(event: str, manner: str) -> list[str]:
    if manner == "shuffled":
        return random.sample(list(EVENTS), len(EVENTS))
    return [event] * (2 if manner == "duplicated" else 1)


def _session(room: Room) -> Session:
    session = room.sessions.order_by("-started_at").first()
    if session is None:
        made_up, began = _made_up_session(room.id)
        return Session(id=made_up, room=room, started_at=began, ended_at=began + LENGTH)
    # Of one that is live it is told that it has ended, but it goes on.
    session.ended_at = session.ended_at or clock.now()
    return session


@lru_cache(maxsize=MOST_MADE_UP)
def _made_up_session(_room_id: str) -> tuple[str, datetime]:
    """The same whatever is sent of the room, so that its events are of one session."""
    began = clock.now() - LENGTH
    return session_id(began), began


def _made_up_id(session: Session, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{session.id}/{what}"))


def _participant(room: Room) -> Participant:
    session = _session(room)
    made_up = Participant(id=_made_up_id(session, "participant"), session=session, name=PEOPLE[0])
    return session.participants.order_by("row").first() or made_up


def _recording(room: Room) -> Recording:
    session = _session(room)
    recording = session.recordings.order_by("started_at").first()
    if recording is None:
        started_at = clock.whole_second(session.started_at) + timedelta(seconds=5)
        made_up = _made_up_id(session, "recording")
        recording = Recording(id=made_up, session=session, started_at=started_at, clip=clip_for(0))
    earliest = recording.started_at + timedelta(seconds=1)
    ended_at = session.ended_at or clock.now()
    recording.ended_at = recording.ended_at or max(clock.whole_second(ended_at), earliest)
    return recording


def as_curl(callback: Callback) -> str:
    """The callback as a command; a signature is not part of it, as it is made for each attempt."""
    headers = {"Content-Type": "application/json", **callback.headers}
    options = [word for item in headers.items() for word in ("-H", ": ".join(item))]
    address = callback.url or "http://127.0.0.1:8000/"
    return shlex.join(["curl", "-X", "POST", address, *options, "--data-binary", callback.body])
