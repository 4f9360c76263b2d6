"""What a database says in the end: `python -m tests.faults.facts`, or `... facts FILE` to tell it
the bodies of a file first, in their order and without any process in between."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django

PEOPLE_EVENTS = {"session:participant:joined": "joined", "session:participant:left": "left"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")
    django.setup()
    if sys.argv[1:]:
        _tell(json.loads(Path(sys.argv[1]).read_text()))
    sys.stdout.write(json.dumps({**_cache(), **_inbox()}, default=str))


def _tell(bodies: list[str]) -> None:
    from django.core.management import call_command

    from webhooks.drain import callbacks_drain
    from webhooks.services import callback_store

    call_command("migrate", verbosity=0)
    for body in bodies:
        callback_store(body=body.encode(), headers={})
    while callbacks_drain():
        pass


def _cache() -> dict[str, Any]:
    from recordings.models import Recording
    from rooms.models import MeetingSession, Participant, Room

    rooms = ("remote_id", "is_available", "expires_at", "expired_at")
    sessions = ("remote_id", "room__remote_id", "started_at", "ended_at", "began_at")
    people = ("session__remote_id", "remote_id", "name", "type", "is_host")
    recordings = (
        *("remote_id", "session__remote_id", "status"),
        *("started_at", "ended_at", "duration_seconds", "began_at"),
    )
    return {
        "rooms": list(Room.objects.order_by("remote_id").values_list(*rooms)),
        "sessions": list(MeetingSession.objects.order_by("remote_id").values_list(*sessions)),
        "people": list(Participant.objects.order_by("remote_id").values_list(*people)),
        "recordings": list(Recording.objects.order_by("remote_id").values_list(*recordings)),
    }


def _inbox() -> dict[str, Any]:
    from webhooks.models import Callback

    callbacks = Callback.objects.order_by("id")
    return {
        "stored": Counter(callbacks.values_list("sha256", flat=True)),
        "states": Counter(callbacks.values_list("state", flat=True)),
        "attempts": Counter(callbacks.values_list("attempts", flat=True)),
        "effects": _effects(callbacks),
        "intervals": _intervals(),
        "expected_intervals": _expected_intervals(callbacks),
    }


def _effects(callbacks: Any) -> dict[str, int]:
    """How often each thing happened to each session or recording."""
    told = callbacks.values_list("session_remote_id", "recording_remote_id", "effects")
    return Counter(
        f"{session} {recording} {effect}"
        for session, recording, effects in told
        for effect in effects
        if effect.startswith(("Session ", "Recording "))
    )


def _intervals() -> dict[str, list[Any]]:
    from rooms.models import Interval

    found: dict[str, list[Any]] = {}
    rows = Interval.objects.order_by("participant__remote_id", "id")
    for name, *interval in rows.values_list(
        "participant__remote_id", "joined_at", "left_at", "left_is_inferred"
    ):
        found.setdefault(name, []).append(interval)
    return found


def _expected_intervals(callbacks: Any) -> dict[str, list[Any]]:
    """By the rule, from what is stored, in its order of arrival."""
    from rooms.intervals import Arrival, spans
    from rooms.models import MeetingSession

    arrivals: dict[tuple[str, str], list[Arrival]] = {}
    people = callbacks.filter(kind__in=PEOPLE_EVENTS).order_by("received_at", "id")
    for session, person, kind, received_at, digest in people.values_list(
        "session_remote_id", "participant_remote_id", "kind", "received_at", "sha256"
    ):
        arrival = Arrival(PEOPLE_EVENTS[kind], received_at, digest)  # type: ignore[arg-type]
        arrivals.setdefault((session, person), []).append(arrival)
    ended = dict(MeetingSession.objects.values_list("remote_id", "ended_at"))
    return {
        person: [
            [span.joined_at, span.left_at, span.left_is_inferred]
            for span in spans(received, session_ended_at=ended.get(session))
        ]
        for (session, person), received in sorted(arrivals.items())
    }


if __name__ == "__main__":
    main()
