"""What callbacks tell of rooms, sessions and people, offered to their rows.

Nothing here reads or writes the database. Every function is monotonic: it fills in and widens,
and never blanks out what is known, so that any order and any repetition of the same facts ends
in the same values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import and_, or_

from core.provenance import Source, offer, told
from rooms.models import MeetingSession, Participant, Room

Effects = list[str]


@dataclass(frozen=True)
class PersonSeen:
    """What a callback says of a participant."""

    name: str
    type: str
    is_host: bool


def room_expired(room: Room, source: Source, *, expires_at: datetime | None) -> Effects:
    if is_to_last_longer(room, expires_at):
        return [f"Room {room.name} is to last longer, so the API is asked."]
    is_new = room.expired_at is None
    offer(room, "expired_at", expires_at or source.at, source, max)
    offer(room, "expires_at", expires_at, source, max)
    offer(room, "is_available", value=False, source=source, choose=and_)
    return [f"Room {room.name} is expired."] if is_new else []


def is_to_last_longer(room: Room, expires_at: datetime | None) -> bool:
    """Whether it is known to expire later than a callback says.

    Either it was extended after that, or it was closed early, after its use: the API knows.
    """
    is_later = bool(room.expires_at and expires_at and room.expires_at > expires_at)
    return is_later and room.expired_at is None


def session_seen(
    session: MeetingSession,
    source: Source,
    *,
    room: Room | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Effects:
    """Note what a callback says of a session; a missed `session:started` is healed by any."""
    effects = _session_room(session, room, source) if room is not None else []
    if offer(session, "started_at", started_at, source, min):
        effects.append("Session started.")
    if ended_at is not None and session.end_is_inferred:
        session.ended_at = None
    if offer(session, "ended_at", ended_at, source, max):
        effects.append("Session ended.")
    session.first_seen_at = min(session.first_seen_at, source.at)
    session.began_at = session.started_at or session.first_seen_at
    return effects


def session_goes_on(session: MeetingSession, source: Source) -> Effects:
    """Take an end back that was only inferred, before `source` showed that it was none."""
    end = Source.of(session.provenance, "ended_at")
    if end is None or not session.end_is_inferred or source.at <= end.at:
        return []
    session.ended_at = None
    del session.provenance["ended_at"]
    return ["Session goes on: its end was only inferred."]


def _session_room(session: MeetingSession, room: Room, source: Source) -> Effects:
    """Where callbacks contradict each other, the same room is kept in every order of them."""
    known = session.room
    if known is None or room.remote_id < known.remote_id:
        session.room = room
    if session.room == room:
        told(session.provenance, "room", source, is_new=known != room)
    if known is None:
        return [f"Session belongs to room {room.name}."]
    kept: Room = session.room  # type: ignore[assignment]
    both = f"Session was told to be of two rooms, {known.name} and {room.name}; kept: {kept.name}."
    return [] if known == room else [both]


def person_seen(participant: Participant, person: PersonSeen, source: Source) -> None:
    offer(participant, "name", person.name, source, _longer)
    offer(participant, "type", person.type, source, max)
    offer(participant, "is_host", person.is_host, source, or_)
    participant.first_seen_at = min(participant.first_seen_at, source.at)


def _longer(one: str, other: str) -> str:
    """Of two names the longer one, then the alphabetically later one: the same in every order."""
    return max(one, other, key=lambda name: (len(name), name))
