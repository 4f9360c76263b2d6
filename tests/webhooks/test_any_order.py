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
from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_store

NAMES = (
    "session_started",
    "participant_joined",
    "recording_started",
    "recording_ended",
    "recording_uploaded",
    "participant_left",
    "session_ended",
    "room_expired",
)
EVENTS = [
    *(payload(name) for name in NAMES),
    payload("participant_joined", participant_id="p2", name="Mia", is_host=False),
    payload("participant_left", participant_id="p2", name="Mia", is_host=False),
    payload("participant_joined", participant_id="p3", name="Ola", is_host=False),
]


def state_of_the_cache():
    """Everything but people's intervals and times of receipt, which follow the order of arrival."""
    return (
        list(
            Room.objects.order_by("remote_id").values(
                "remote_id", "is_available", "expires_at", "expired_at", "last_session_at"
            )
        ),
        list(
            MeetingSession.objects.values(
                "remote_id", "room__remote_id", "started_at", "ended_at", "began_at"
            )
        ),
        list(
            Participant.objects.order_by("remote_id").values("remote_id", "name", "type", "is_host")
        ),
        list(
            Recording.objects.values(
                "remote_id", "status", "started_at", "ended_at", "duration_seconds", "began_at"
            )
        ),
        Interval.objects.filter(left_at=None).exists(),
        set(Callback.objects.values_list("event", "room_remote_id")),
    )


def deliver(events):
    received_at = timezone.now()
    for number, event in enumerate(events):
        callback = callback_store(body=json.dumps(event).encode(), headers={})
        Callback.objects.filter(pk=callback.pk).update(
            received_at=received_at + timedelta(seconds=number)
        )
        callbacks_drain()


class AnyOrderTests(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        order=st.permutations(EVENTS),
        repeated=st.lists(st.sampled_from(EVENTS), max_size=6),
        data=st.data(),
    )
    def test_any_order_and_any_repetition_ends_in_the_same_cache(self, order, repeated, data):
        storm = data.draw(st.permutations([*order, *repeated]))
        deliver(EVENTS)
        expected = state_of_the_cache()
        for model in (Interval, Participant, Recording, MeetingSession, Room, Callback):
            model.objects.all().delete()
        deliver(storm)

        assert state_of_the_cache() == expected
