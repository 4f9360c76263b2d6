from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.missed_ends import PATIENCE, followed_sessions_end
from rooms.models import Drift
from tests.support.meetings import begin_session, end_session, join, the_session

pytestmark = pytest.mark.django_db


def check(*, after: timedelta = PATIENCE + timedelta(minutes=1)) -> None:
    followed_sessions_end(timezone.now() + after)


def test_the_next_session_of_the_room_ends_one_whose_end_was_missed():
    begin_session("s-1", ago=60)
    join("Mia", "s-1")
    begin_session("s-2", ago=20)
    check()

    session = the_session("s-1")
    assert session.ended_at == the_session("s-2").started_at
    assert session.end_is_inferred
    assert not session.participants.get().is_present
    assert the_session("s-2").is_live
    assert Drift.objects.get().remote_id == "s-1"


def test_the_true_end_takes_its_place():
    begin_session("s-1", ago=60)
    begin_session("s-2", ago=20)
    check()
    end_session("s-1", began=60, ended=30)

    session = the_session("s-1")
    assert not session.end_is_inferred
    assert session.ended_at < the_session("s-2").started_at


def test_an_end_that_may_only_be_late_is_waited_for():
    begin_session("s-1", ago=60)
    begin_session("s-2", ago=20)
    check(after=PATIENCE - timedelta(minutes=1))

    assert the_session("s-1").is_live


def test_somebody_who_came_afterwards_shows_that_it_went_on():
    begin_session("s-1", ago=60)
    begin_session("s-2", ago=20)
    join("Noah", "s-1")
    check()

    assert the_session("s-1").is_live


@pytest.mark.parametrize("room_id", ["r-2", ""])
def test_sessions_of_other_rooms_say_nothing(room_id):
    begin_session("s-1", ago=60)
    begin_session("s-2", room_id, ago=20)
    check()

    assert the_session("s-1").is_live


def test_an_earlier_session_says_nothing():
    begin_session("s-1", ago=20)
    begin_session("s-0", ago=60)
    end_session("s-0", began=60, ended=30)
    check()

    assert the_session("s-1").is_live
