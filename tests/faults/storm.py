"""Sessions as the service would tell them, each event once and in its order."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = ("Mia", "Ola", "Ngozi", "Åse", "Li")
Event = dict[str, Any]


def sessions_told(count: int, *, seed: int) -> list[bytes]:
    """About twenty bodies for each session; the same for the same seed."""
    chance = random.Random(seed)
    return [
        json.dumps(event, ensure_ascii=False).encode()
        for number in range(count)
        for event in _session(number, chance)
    ]


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def storm_of(bodies: list[bytes], *, repeated: float, seed: int) -> list[bytes]:
    """All of them in any order, and a share of them twice."""
    chance = random.Random(seed)
    storm = [*bodies, *chance.sample(bodies, int(len(bodies) * repeated))]
    chance.shuffle(storm)
    return storm


def _session(number: int, chance: random.Random) -> Iterator[Event]:
    about = {"session_id": f"session-{number}", "room_id": f"room-{number % 200}"}
    began = START + timedelta(hours=number)
    ended = began + timedelta(minutes=chance.randint(5, 55))
    yield {"event": "session:started", **about, "started_at": _wire(began)}
    yield from _people(about, chance)
    for recording in range(chance.choice((1, 2))):
        yield from _recording(f"recording-{number}-{recording}", about, began)
    yield {
        "event": "session:ended",
        **about,
        "started_at": _wire(began),
        "ended_at": _wire(ended),
    }
    if number % 50 == 0:
        expired = {"expires_at": _wire(ended), "created_at": _wire(began)}
        yield {"event": "room:expired", "room_id": about["room_id"], **expired}


def _people(about: Event, chance: random.Random) -> Iterator[Event]:
    """Each comes; most go, some of them come back and go once more."""
    for index, name in enumerate(PEOPLE):
        person = {
            **about,
            "participant_id": f"{name} of {about['session_id']}",
            "name": name,
            "is_host": index == 0,
        }
        for event in chance.choice(
            (("joined",), *[("joined", "left") * times for times in (1, 2, 2)])
        ):
            yield {"event": f"session:participant:{event}", **person}


def _recording(recording_id: str, about: Event, began: datetime) -> Iterator[Event]:
    known = {"recording_id": recording_id, "session_id": about["session_id"]}
    times = {
        "started_at": _wire(began + timedelta(minutes=1)),
        "ended_at": _wire(began + timedelta(minutes=4)),
        "duration": 180,
    }
    yield {"event": "recording:started", **known}
    yield {"event": "recording:ended", **known, **times}
    yield {"event": "recording:uploaded", **known, **times}


def _wire(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
