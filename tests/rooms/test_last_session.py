from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rooms.models import MeetingSession, Room
from rooms.session_figures import last_sessions_store
from tests.support.callbacks import payload
from tests.support.meetings import begin_session, join, name_room, the_session
from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_store

STARTS = {("r-1", "s-1"): 9, ("r-1", "s-2"): 14, ("r-1", "s-3"): 11, ("r-2", "s-4"): 8}
EVENTS = [
    payload(name, room_id=room, session_id=session, started_at=f"2026-05-04T{hour:02}:00:00Z")
    for (room, session), hour in STARTS.items()
    for name in ("session_started", "participant_joined", "session_ended")
]


def last_session(room_id="r-1"):
    return Room.objects.get(remote_id=room_id).last_session_at


@pytest.mark.django_db
def test_it_is_the_latest_begin_and_not_the_latest_told():
    begin_session("s-late", ago=10)
    begin_session("s-early", ago=90)

    assert last_session() == the_session("s-late").began_at


@pytest.mark.django_db
def test_a_start_that_is_told_later_corrects_it():
    join("Ada", "s-1")
    heard = last_session()
    begin_session("s-1", ago=30)

    assert last_session() == the_session("s-1").started_at < heard


@pytest.mark.django_db
def test_a_room_without_sessions_has_none():
    assert name_room("Board room").last_session_at is None


@pytest.mark.django_db
def test_rooms_of_before_get_theirs_with_the_migration():
    begin_session(ago=30)
    name_room("Never used", "r-2")
    Room.objects.update(last_session_at=None)

    import_module("rooms.migrations.0010_fill_last_sessions").fill(apps, None)

    assert last_session() == the_session().began_at
    assert last_session("r-2") is None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 7])
def test_it_takes_one_query_for_any_number_of_rooms(django_assert_num_queries, count):
    for number in range(count):
        room = name_room(f"Room {number}", f"r-{number}")
        MeetingSession.objects.create(remote_id=f"s-{number}", room=room)
    sessions = list(MeetingSession.objects.all())

    with django_assert_num_queries(1):
        last_sessions_store(sessions)

    assert not Room.objects.filter(last_session_at=None).exists()


class AnyOrderTests(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(order=st.permutations(EVENTS), repeated=st.lists(st.sampled_from(EVENTS), max_size=5))
    def test_any_order_and_any_repetition_ends_in_the_same_last_session(self, order, repeated):
        began = timezone.now()
        for number, event in enumerate([*order, *repeated]):
            callback = callback_store(body=json.dumps(event).encode(), headers={})
            at = began + timedelta(seconds=number)
            Callback.objects.filter(pk=callback.pk).update(received_at=at)
            if number % 3:
                callbacks_drain()
        callbacks_drain()

        assert f"{last_session('r-1'):%H:%M}" == "14:00"
        assert f"{last_session('r-2'):%H:%M}" == "08:00"
