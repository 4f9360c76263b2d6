"""Events that did not happen, for a consumer to be tried with: valid ones, and all the others."""

from __future__ import annotations

import random
import shlex
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from meetings_server import bodies, clock, outbox
from meetings_server.bodies import Body
from meetings_server.engines.simulated import session_id
from meetings_server.media import clip_for
from meetings_server.models import Callback, Participant, Recording, Room, Session
from meetings_server.names import PEOPLE

LATE_SECONDS = 60
MANNERS = ("valid", "duplicated", "shuffled", "late", "broken")
LENGTH = timedelta(minutes=30)

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
    """What the event says is true of the room's latest session, where there is one.

    "shuffled" sends all eight in a random order, "late" after a minute, "broken" the first half.
    """
    # A lane of its own: it does not wait for what really happens.
    lane = f"lab-{uuid.uuid4()}"
    sent = [outbox.write(room, lane, EVENTS[name](room)) for name in _chosen(event, manner)]
    for callback in sent:
        if manner == "late":
            callback.next_attempt_at = time.time() + LATE_SECONDS
        if manner == "broken":
            callback.body = callback.body[: len(callback.body) // 2]
        callback.save(update_fields=["next_attempt_at", "body"])
    return sent


def _chosen(event: str, manner: str) -> list[str]:
    if manner == "shuffled":
        return random.sample(list(EVENTS), len(EVENTS))
    return [event] * (2 if manner == "duplicated" else 1)


def _session(room: Room) -> Session:
    found = room.sessions.order_by("-started_at").first()
    began = clock.now() - LENGTH
    session = found or Session(id=session_id(began), room=room, started_at=began)
    # Of one that is live it is told that it has ended, but it goes on.
    session.ended_at = session.ended_at or clock.now()
    return session


def _participant(room: Room) -> Participant:
    session = _session(room)
    return session.participants.first() or Participant(session=session, name=PEOPLE[0])


def _recording(room: Room) -> Recording:
    session = _session(room)
    recording = session.recordings.first()
    if recording is None:
        started_at = clock.whole_second(session.started_at) + timedelta(seconds=5)
        recording = Recording(session=session, started_at=started_at, clip=clip_for(0))
    earliest = recording.started_at + timedelta(seconds=1)
    recording.ended_at = recording.ended_at or max(clock.whole_second(clock.now()), earliest)
    return recording


def as_curl(callback: Callback) -> str:
    """The callback as a command; a signature is not part of it, as it is made for each attempt."""
    headers = {"Content-Type": "application/json", **callback.headers}
    options = [word for item in headers.items() for word in ("-H", ": ".join(item))]
    address = callback.url or "http://127.0.0.1:8000/"
    return shlex.join(["curl", "-X", "POST", address, *options, "--data-binary", callback.body])
