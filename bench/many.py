"""Rooms by the hundred thousand, and what belongs to them, put into the configured database.

A session for each room, in every second room two; people in the newest tenth of the sessions, a
recording in every fifth, and of the newest callbacks as many as there are rooms.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from bench.room_pages import room as answer

if TYPE_CHECKING:
    from django.db.models import Model

BATCH = 2000
NOW = datetime.now(UTC).replace(microsecond=0)
# One room in a thousand has it in its name.
RARE = "Zanzibar"
LIVE_SESSIONS = 20
PEOPLE_IN_LIVE_SESSION = 25


def fill(rooms: int) -> None:
    from django.db import connection

    _store(_room(number, rooms) for number in range(1, rooms + 1))
    _store(_session(number, rooms) for number in range(1, rooms + 1))
    _store(_person(number, rooms) for number in range(1, _people(rooms) + 1))
    _store(_stay(number, rooms) for number in range(1, _people(rooms) + 1))
    _store(_recording(number, rooms) for number in range(1, rooms // 5 + 1))
    _store(_callback(number, rooms) for number in range(1, rooms + 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _store(rows: Iterable[Model]) -> None:
    """The keys are those that an empty table gives: 1, 2, 3 and so on."""
    from django.db import transaction

    from core.inserts import insert_missing

    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        with transaction.atomic():
            insert_missing(some)


def _room(number: int, rooms: int) -> Any:
    from rooms.models import Room

    payload = answer(number)
    rare = f" {RARE}" if number % 1000 == 0 else ""
    is_used = number % 2 == 0
    return Room(
        remote_id=payload["id"],
        payload=payload,
        digest="0" * 64,
        display_name=f"{_word(number)} {_word(number // 7)} {number}{rare}",
        type="long_term" if number % 3 else "instant",
        metadata=f"floor {number % 40}, team {_word(number // 11)}",
        meeting_code=payload["meeting_code"],
        created_at=NOW - timedelta(days=400) + number * timedelta(days=399) / rooms,
        expires_at=NOW + timedelta(days=number % 900 - 300),
        last_session_at=_began_at(_newest_session(number, rooms), rooms) if is_used else None,
        synced_at=NOW,
    )


_SYLLABLES = ("ka", "lo", "mi", "ne", "ru", "ta", "vo", "she", "bri", "dan", "fel", "gor", "hum")


def _word(number: int) -> str:
    size = len(_SYLLABLES)
    parts = (number % size, number // size % size, number * 7 // size**2 % size)
    return "".join(_SYLLABLES[part] for part in parts).capitalize()


def _room_of_session(number: int, rooms: int) -> int:
    return 2 * (number % (rooms // 2)) + 2


def _newest_session(room: int, rooms: int) -> int:
    """The second of its two."""
    first = room // 2 - 1
    return first + rooms // 2 if first else rooms


def _began_at(session: int, rooms: int) -> datetime:
    return NOW - timedelta(minutes=30) - (rooms - session) * timedelta(days=365) / rooms


def _is_live(session: int, rooms: int) -> bool:
    return session > rooms - LIVE_SESSIONS


def _session(number: int, rooms: int) -> Any:
    from rooms.models import MeetingSession

    began_at = _began_at(number, rooms)
    minutes = 0 if _is_live(number, rooms) else 5 + number % 90
    return MeetingSession(
        remote_id=f"session-{number}",
        room_id=_room_of_session(number, rooms),
        started_at=began_at,
        began_at=began_at,
        first_seen_at=began_at,
        ended_at=began_at + timedelta(minutes=minutes) if minutes else None,
        length_seconds=60 * minutes,
        peak=number % 9 + 1 if minutes else 0,
        person_seconds=60 * minutes * (number % 9 + 1),
    )


def _people(rooms: int) -> int:
    return rooms // 10 + LIVE_SESSIONS * PEOPLE_IN_LIVE_SESSION


def _session_of_person(number: int, rooms: int) -> int:
    """From the newest session on downwards, after many in each live one."""
    live = LIVE_SESSIONS * PEOPLE_IN_LIVE_SESSION
    if number <= live:
        return rooms - (number - 1) // PEOPLE_IN_LIVE_SESSION
    return rooms - LIVE_SESSIONS - (number - live - 1)


def _person(number: int, rooms: int) -> Any:
    from rooms.models import Participant

    return Participant(
        session_id=_session_of_person(number, rooms),
        remote_id=f"person-{number}",
        name=f"{_word(number)} {_word(number // 5)}",
        type="Guest",
    )


def _stay(number: int, rooms: int) -> Any:
    from rooms.models import Interval

    session = _session_of_person(number, rooms)
    began_at = _began_at(session, rooms)
    is_over = not _is_live(session, rooms) or number % 5 == 0
    return Interval(
        participant_id=number,
        joined_at=began_at + timedelta(seconds=number % 60),
        left_at=began_at + timedelta(minutes=4) if is_over else None,
    )


def _recording(number: int, rooms: int) -> Any:
    from recordings.models import Recording

    session = rooms - 5 * (number - 1)
    began_at = _began_at(session, rooms)
    is_running = _is_live(session, rooms)
    return Recording(
        remote_id=f"recording-{number}",
        session_id=session,
        began_at=began_at,
        started_at=began_at,
        ended_at=None if is_running else began_at + timedelta(minutes=3),
        status="started" if is_running else "uploaded",
        size_bytes=None if is_running else 1_000_000 + number % 5000,
    )


def _callback(number: int, rooms: int) -> Any:
    from webhooks.models import Callback

    session = 1 + number * 97 % rooms
    payload = {"event": "session:started", "session_id": f"session-{session}"}
    received_at = _began_at(number, rooms)
    return Callback(
        received_at=received_at,
        next_attempt_at=received_at,
        body=b"{}",
        payload=payload,
        sha256="0" * 64,
        event="session:started",
        kind="session:started",
        room_remote_id=answer(_room_of_session(session, rooms))["id"],
        session_remote_id=f"session-{session}",
        state="dead" if number % 10_000 == 0 else "applied",
    )
