from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from recordings.models import Recording
from rooms.models import Interval, MeetingSession, Participant, Room
from tests.support.callbacks import payload
from tests.webhooks.test_any_order import EVENTS, state_of_the_cache
from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_store

RECEIVED_AT = timezone.now()
# Each event twice, and some that tell more than another one of their kind.
ARRIVALS = [
    *EVENTS,
    payload("session_ended", ended_at="2026-03-02T09:50:00.000Z"),
    payload("participant_left", name="Ngozi Eze, Legal"),
    payload("recording_ended", duration=9000),
    payload("room_expired", expires_at="2031-01-01T00:00:00.000Z"),
    *EVENTS,
]


def arrive() -> list[int]:
    keys = []
    for number, event in enumerate(ARRIVALS):
        callback = callback_store(body=json.dumps(event).encode(), headers={})
        callback.received_at = RECEIVED_AT + timedelta(seconds=number)
        callback.save()
        keys.append(callback.pk)
    return keys


def process(keys: list[int], order: list[int]) -> None:
    for place, index in enumerate(order):
        due_at = RECEIVED_AT - timedelta(days=1) + timedelta(seconds=place)
        Callback.objects.filter(pk=keys[index]).update(next_attempt_at=due_at, state="received")
    callbacks_drain()


def sources(first_key: int) -> dict[str, dict]:
    """With callbacks counted from the first one, so that two rounds can be compared."""
    rows = [
        row
        for model in (Room, MeetingSession, Participant, Recording)
        for row in model.objects.order_by("remote_id")
    ]
    return {
        f"{type(row).__name__} {row.remote_id} {field}": {**kept, "id": kept["id"] - first_key}
        for row in rows
        for field, kept in row.provenance.items()
    }


def forget() -> None:
    for model in (Interval, Participant, Recording, MeetingSession, Room, Callback):
        model.objects.all().delete()


class ProvenanceInAnyOrderTests(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(order=st.permutations(range(len(ARRIVALS))))
    def test_any_order_of_processing_names_the_same_sources(self, order):
        forget()
        keys = arrive()
        process(keys, list(range(len(ARRIVALS))))
        expected = sources(keys[0])
        values = state_of_the_cache()
        assert {name.split()[0] for name in expected} == {
            "Room",
            "MeetingSession",
            "Participant",
            "Recording",
        }
        forget()
        keys = arrive()
        process(keys, order)

        assert state_of_the_cache() == values
        assert sources(keys[0]) == expected
