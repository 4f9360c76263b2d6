"""Callbacks, written down to be delivered."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from django.conf import settings
from django.db.models import Max

from meetings_server import bodies
from meetings_server.addresses import address_of
from meetings_server.bodies import Body
from meetings_server.models import Callback, Participant, Recording, Room, Session


def room_expired(room: Room) -> None:
    write(room, room.id, bodies.room_expired(room))


def session_started(session: Session) -> None:
    _write_of_session(session, bodies.session_started(session))


def session_ended(session: Session) -> None:
    _write_of_session(session, bodies.session_ended(session))


def participant_joined(participant: Participant) -> None:
    _write_of_session(participant.session, bodies.participant_joined(participant))


def participant_left(participant: Participant) -> None:
    _write_of_session(participant.session, bodies.participant_left(participant))


def recording_started(recording: Recording) -> None:
    _write_of_session(recording.session, bodies.recording_started(recording))


def recording_ended(recording: Recording) -> None:
    _write_of_session(recording.session, bodies.recording_ended(recording))


def recording_uploaded(recording: Recording) -> None:
    _write_of_session(recording.session, bodies.recording_uploaded(recording))


def _write_of_session(session: Session, body: Body) -> None:
    write(session.room, session.id, body)


def write(room: Room, lane: str, body: Body) -> Callback:
    """What nobody has registered a URL for is kept until somebody does."""
    url, is_trusted = address_of(room, body["event"])
    headers = {settings.METADATA_HEADER: header_value(room.metadata)} if room.metadata else {}
    return Callback.objects.create(
        room=room,
        lane=lane,
        event=body["event"],
        body=json.dumps(body, ensure_ascii=False),
        url=url,
        is_trusted=is_trusted,
        state="pending" if url else "unaddressed",
        headers=headers,
    )


def header_value(text: str) -> str:
    """A header holds no line breaks, no other scripts, and no spaces at its ends; quoting keeps
    what is plain readable."""
    quoted = quote(text, safe=" ,;:=/@+")
    return re.sub("^ +| +$", lambda spaces: "%20" * len(spaces[0]), quoted)


def prune() -> None:
    """Forget old callbacks that are not on their way, so that the database does not grow."""
    newest = Callback.objects.aggregate(newest=Max("id"))["newest"] or 0
    old = Callback.objects.filter(id__lte=newest - settings.CALLBACKS_KEPT)
    old.exclude(state="pending").delete()
