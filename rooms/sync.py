"""What the API and its callbacks say, written to the cache.

Every function is monotonic: it fills in and widens, and never blanks out what is known, so
that any order and any repetition of the same facts ends in the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.text import storable
from meetings_api import Room as ApiRoom
from rooms.intervals import Arrival, Span, spans
from rooms.models import Interval, MeetingSession, Participant, Room

Effects = list[str]


@dataclass(frozen=True)
class PersonSeen:
    """What a callback says of a participant."""

    participant_id: str
    name: str
    type: str
    is_host: bool


def room_columns(answer: ApiRoom, *, answered_at: datetime) -> dict[str, Any]:
    """The values of a `Room` row for an answer of the API that was asked for at `answered_at`."""
    payload = storable(without_host_link(answer.raw))
    return {
        "payload": payload,
        "digest": digest(payload),
        "display_name": storable(answer.display_name),
        "type": storable(answer.type),
        "metadata": storable(answer.metadata or ""),
        "meeting_code": storable(answer.meeting_code or ""),
        "is_available": answer.is_available,
        "auto_record": answer.auto_record,
        "record_only_owner": answer.record_only_owner,
        "expire_after_use": answer.expire_after_use,
        "created_at": answer.created_at,
        "expires_at": answer.expires_at,
        "synced_at": answered_at,
        "gone_at": None,
    }


def without_host_link(payload: dict[str, Any]) -> dict[str, Any]:
    """The host link lets anyone in as host, and is made anew on each read: it is not kept."""
    links = payload.get("_links") or {}
    kept = {key: value for key, value in payload.items() if key != "host_url"}
    return {**kept, "_links": {key: link for key, link in links.items() if key != "host_url"}}


def digest(payload: Any) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def room_store(answer: ApiRoom, *, answered_at: datetime) -> Room:
    """Write one answer of the API, unless a later one is already there."""
    with transaction.atomic():
        room, is_new = Room.objects.select_for_update().get_or_create(
            remote_id=storable(answer.id),
            defaults=room_columns(answer, answered_at=answered_at),
        )
        if not is_new:
            _room_overwrite(room, answer, answered_at)
    return room


def _room_overwrite(room: Room, answer: ApiRoom, answered_at: datetime) -> None:
    if room.synced_at is not None and room.synced_at > answered_at:
        return
    columns = room_columns(answer, answered_at=answered_at) | lifted_expiry(room, answer)
    for name, value in columns.items():
        setattr(room, name, value)
    room.save(update_fields=list(columns))


def lifted_expiry(room: Room, answer: ApiRoom) -> dict[str, Any]:
    """An expiry that a callback told of is over once the API has the room open again."""
    extended = answer.expires_at is not None and answer.expires_at > timezone.now()
    return {"expired_at": None} if room.expired_at and answer.is_available and extended else {}


def room_named(room_id: str) -> Room:
    """The room of that id; a bare row, to be filled in from the API, when it is new."""
    room, _ = Room.objects.get_or_create(remote_id=room_id)
    return room


def room_expired(room_id: str, *, expires_at: datetime | None, received_at: datetime) -> Effects:
    room = Room.objects.select_for_update().get(pk=room_named(room_id).pk)
    if room.expires_at and expires_at and room.expires_at > expires_at:
        return [f"Room {room.name} has been extended since; nothing changed."]
    if room.expired_at is not None:
        return []
    room.expired_at = expires_at or received_at
    room.expires_at = room.expires_at or expires_at
    room.is_available = False
    room.save(update_fields=["expired_at", "expires_at", "is_available"])
    return [f"Room {room.name} is expired."]


def session_seen(
    session_id: str,
    *,
    received_at: datetime,
    room_id: str | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> tuple[MeetingSession, Effects]:
    """Note what a callback says of a session; a missed `session:started` is healed by any."""
    MeetingSession.objects.get_or_create(
        remote_id=session_id,
        defaults={"first_seen_at": received_at, "began_at": received_at},
    )
    session = MeetingSession.objects.select_for_update().get(remote_id=session_id)
    effects = _session_widen(session, room_id, started_at, ended_at, received_at)
    if ended_at is not None:
        effects += _close_open_intervals(session)
    return session, effects


def _session_widen(
    session: MeetingSession,
    room_id: str | None,
    started_at: datetime | None,
    ended_at: datetime | None,
    received_at: datetime,
) -> Effects:
    effects: Effects = []
    if room_id and session.room is None:
        session.room = room_named(room_id)
        effects.append(f"Session belongs to room {session.room.name}.")
    if started_at and (session.started_at is None or started_at < session.started_at):
        session.started_at = started_at
        effects.append("Session started.")
    if ended_at and (session.ended_at is None or ended_at > session.ended_at):
        session.ended_at = ended_at
        effects.append("Session ended.")
    session.first_seen_at = min(session.first_seen_at, received_at)
    session.began_at = session.started_at or session.first_seen_at
    session.save()
    return effects


def person_seen(
    session: MeetingSession,
    person: PersonSeen,
    arrivals: Sequence[Arrival],
) -> Effects:
    """Note a person of `session`; `arrivals` is all that was received of that person so far."""
    participant, _ = Participant.objects.get_or_create(
        session=session,
        remote_id=person.participant_id,
        defaults={"first_seen_at": arrivals[0].received_at},
    )
    # Of two names the longer one, then the alphabetically later one: the same in every order.
    participant.name = max(participant.name, person.name, key=lambda name: (len(name), name))
    participant.type = max(participant.type, person.type)
    participant.is_host = participant.is_host or person.is_host
    participant.first_seen_at = min(participant.first_seen_at, arrivals[0].received_at)
    participant.save()
    found = spans(arrivals, session_ended_at=session.ended_at)
    return _intervals_replace(participant, found)


def _intervals_replace(participant: Participant, found: list[Span]) -> Effects:
    before = [
        Span(interval.joined_at, interval.left_at, interval.left_is_inferred)
        for interval in participant.intervals.all()
    ]
    if before == found:
        return []
    participant.intervals.all().delete()
    Interval.objects.bulk_create(
        Interval(
            participant=participant,
            joined_at=span.joined_at,
            left_at=span.left_at,
            left_is_inferred=span.left_is_inferred,
        )
        for span in found
    )
    is_there = bool(found) and found[-1].left_at is None
    return [f"{participant} {'is there' if is_there else 'has left'}."]


def _close_open_intervals(session: MeetingSession) -> Effects:
    still_open = Interval.objects.filter(participant__session=session, left_at=None)
    inferred = Interval.objects.filter(participant__session=session, left_is_inferred=True)
    inferred.exclude(left_at=session.ended_at).update(left_at=session.ended_at)
    count = still_open.update(left_at=session.ended_at, left_is_inferred=True)
    return [f"{count} people were still there; the end of the session closed it."] if count else []
