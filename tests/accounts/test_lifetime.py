from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

PAGE = "/rooms/"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(time.time(), tick=False)
    return time_machine


def is_in(client) -> bool:
    return client.get(PAGE).status_code != 302


def test_twelve_hours_after_signing_in_it_has_to_be_done_again(clock, alice_client):
    for _ in range(23):
        clock.shift(timedelta(minutes=30))
        assert is_in(alice_client)

    clock.shift(timedelta(minutes=30))

    assert not is_in(alice_client)
    assert not Session.objects.exists()


def test_after_an_hour_away_as_well(clock, alice_client):
    clock.shift(timedelta(minutes=61))

    assert not is_in(alice_client)


def test_who_may_be_away_as_long_as_they_like_is_still_there(clock, alice_client, settings):
    settings.SESSION_IDLE_MINUTES = 0
    clock.shift(timedelta(hours=11))

    assert is_in(alice_client)


def test_a_session_from_before_this_rule_is_over(alice_client):
    session = alice_client.session
    del session["signed_in_at"]
    session.save()

    assert not is_in(alice_client)


def test_being_there_is_written_once_a_minute_at_most(clock, alice_client):
    def writes() -> int:
        with CaptureQueriesContext(connection) as captured:
            alice_client.get(PAGE)
        return sum(query["sql"].startswith("UPDATE") for query in captured)

    assert writes() == 0
    clock.shift(61)
    assert [writes(), writes()] == [1, 0]
