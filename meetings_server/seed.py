"""Something to see at the first start: rooms in all states, and what has happened in them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from meetings_server import clock, media, outbox
from meetings_server.engines.simulated import session_id
from meetings_server.models import Application, Participant, Recording, Room, Session, Theme
from meetings_server.names import INSTANT_ROOMS, LONG_TERM_ROOMS, PEOPLE, THEMES
from meetings_server.rooms import INSTANT_LIFE, room_make

SESSIONS = 18
RECORDED = 12
MONTH = timedelta(days=30)


class Sitting(NamedTuple):
    room: Room
    started_at: datetime
    ended_at: datetime
    clip: str | None


@transaction.atomic
def seed(application: Application) -> None:
    """40 rooms and a deleted one, 2 themes, 18 past sessions, 12 recordings.

    They are the same ones each time, apart from their ids.
    """
    for theme in THEMES:
        Theme.objects.create(application=application, created_at=clock.now(), **theme)
    dice = random.Random(7)  # noqa: S311  believable, not secret
    rooms = [_long_term_room(application, *each) for each in LONG_TERM_ROOMS]
    rooms += [_instant_room(application, *each) for each in INSTANT_ROOMS]
    used = dice.sample([room for room in rooms if room.type == "long_term"], 13)
    sittings = [_sitting(used[number % len(used)], dice, number) for number in range(SESSIONS)]
    # Told of in the order in which it happened.
    for sitting in sorted(sittings, key=lambda sitting: sitting.started_at):
        _past_session(sitting, dice)
    for room in rooms:
        if room.expired_at is not None:
            outbox.room_expired(room)


def _long_term_room(
    application: Application,
    name: str,
    metadata: str | None,
    hours: float,
    further: dict[str, object],
) -> Room:
    further = dict(further)
    theme = Theme.objects.filter(application=application, theme_name=further.pop("theme", None))
    is_deleted = bool(further.pop("is_deleted", False))
    expires_at = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    values = {
        "display_name": name,
        "metadata": metadata,
        "type": "long_term",
        "expires_at": expires_at,
        "theme": theme.first(),
    }
    created_at = min(clock.now(), expires_at) - MONTH
    return _closed(room_make(application, values | further, created_at=created_at), is_deleted)


def _instant_room(application: Application, name: str, hours: float) -> Room:
    expires_at = clock.now() + timedelta(hours=hours)
    values = {"display_name": name, "expires_at": expires_at}
    return _closed(room_make(application, values, created_at=expires_at - INSTANT_LIFE), False)  # noqa: FBT003


def _closed(room: Room, is_deleted: bool) -> Room:  # noqa: FBT001
    now = clock.now()
    room.deleted_at = now if is_deleted else None
    room.expired_at = room.expires_at if room.expires_at <= now else None
    room.is_available = room.deleted_at is None and room.expired_at is None
    room.save()
    return room


def _sitting(room: Room, dice: random.Random, number: int) -> Sitting:
    latest = min(clock.now(), room.expires_at) - timedelta(hours=2 + 9 * number)
    clip, seconds = dice.choice(list(media.clip_seconds().items())[1:])
    started_at = latest - timedelta(minutes=dice.randrange(60))
    ended_at = started_at + timedelta(seconds=seconds + dice.randrange(120, 900))
    return Sitting(room, started_at, ended_at, clip if number < RECORDED else None)


def _past_session(sitting: Sitting, dice: random.Random) -> None:
    session = Session.objects.create(
        id=session_id(sitting.started_at),
        room=sitting.room,
        started_at=sitting.started_at,
        ended_at=sitting.ended_at,
    )
    outbox.session_started(session)
    names = dice.sample(PEOPLE, dice.randrange(2, 7))
    people = [_person(session, name, is_host=not index) for index, name in enumerate(names)]
    if sitting.clip is not None:
        _recording(session, sitting.clip)
    for person in people:
        outbox.participant_left(person)
    outbox.session_ended(session)


def _person(session: Session, name: str, *, is_host: bool) -> Participant:
    person = Participant.objects.create(
        session=session, name=name, is_host=is_host, is_present=False
    )
    outbox.participant_joined(person)
    return person


def _recording(session: Session, clip: str) -> None:
    """As long as its film."""
    started_at = clock.whole_second(session.started_at) + timedelta(seconds=61)
    recording = Recording.objects.create(
        session=session,
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=media.clip_seconds()[clip]),
        status="uploaded",
        clip=clip,
    )
    outbox.recording_started(recording)
    outbox.recording_ended(recording)
    outbox.recording_uploaded(recording)
