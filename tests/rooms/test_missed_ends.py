from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from recordings.models import Recording
from rooms.missed_ends import EMPTY_FOR, PATIENCE, SILENT_FOR, missed_ends_infer
from rooms.models import Drift, Interval, MeetingSession, Room
from tests.support.meetings import (
    begin_session,
    end_session,
    join,
    leave,
    minutes_ago,
    record,
    tell,
    the_session,
)
from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_replay

pytestmark = pytest.mark.django_db


def check(*, after: timedelta = PATIENCE + timedelta(minutes=1)) -> None:
    missed_ends_infer(timezone.now() + after)


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


def heard_long_ago(by: timedelta) -> None:
    """As if the session had been heard of that much before."""
    Interval.objects.update(joined_at=F("joined_at") - by, left_at=F("left_at") - by)
    MeetingSession.objects.update(first_seen_at=F("first_seen_at") - by)


def test_one_that_everybody_left_long_ago_is_over_since_then():
    begin_session(ago=60)
    join("Mia")
    leave("Mia")
    check(after=EMPTY_FOR + timedelta(minutes=1))

    session = the_session()
    assert session.ended_at == Interval.objects.get().left_at
    assert session.provenance["ended_at"]["by"] == "everybody had left"


def test_one_that_was_left_just_now_may_still_be_told_to_end():
    begin_session(ago=60)
    join("Mia")
    leave("Mia")
    check(after=EMPTY_FOR - timedelta(minutes=1))

    assert the_session().is_live


@pytest.mark.parametrize(("silent_for", "is_live"), [(-1, True), (1, False)])
def test_with_somebody_in_it_only_a_whole_day_of_silence_ends_it(silent_for, is_live):
    begin_session(ago=60)
    join("Mia")
    check(after=SILENT_FOR + timedelta(minutes=silent_for))

    assert the_session().is_live is is_live


def test_what_is_being_recorded_is_not_over():
    begin_session(ago=60)
    record()
    check(after=2 * SILENT_FOR)

    assert the_session().is_live
    Recording.objects.update(gone_at=timezone.now())
    check(after=2 * SILENT_FOR)
    assert not the_session().is_live


@pytest.mark.parametrize("mark", ["gone_at", "deleted_at"])
def test_one_whose_room_is_gone_ends_after_an_hour_of_silence(mark):
    begin_session(ago=60)
    join("Mia")
    Room.objects.update(**{mark: timezone.now()})
    check(after=EMPTY_FOR - timedelta(minutes=1))
    assert the_session().is_live
    check(after=EMPTY_FOR + timedelta(minutes=1))

    assert the_session().provenance["ended_at"]["by"] == "its room is gone"


@pytest.mark.parametrize(("kind", "is_live"), [("instant", False), ("long_term", True)])
def test_an_instant_room_expires_only_when_nobody_is_in_it(kind, is_live):
    begin_session(ago=60)
    join("Mia")
    tell("room:expired", room_id="r-1", room_type=kind, expires_at=minutes_ago(0))
    Room.objects.update(type=kind)
    check()

    assert the_session().is_live is is_live


def test_somebody_who_comes_takes_back_an_end_that_was_inferred():
    begin_session(ago=60)
    join("Ola")
    heard_long_ago(timedelta(days=2))
    missed_ends_infer(timezone.now())
    assert not the_session().is_live
    join("Mia")

    session = the_session()
    assert session.is_live
    assert (session.length_seconds, session.peak) == (0, 0)
    assert [person.is_present for person in session.participants.all()] == [True, True]
    missed_ends_infer(timezone.now())
    assert the_session().is_live


def test_a_recording_that_begins_does_so_too():
    begin_session(ago=60)
    heard_long_ago(timedelta(days=2))
    missed_ends_infer(timezone.now())
    record()

    assert the_session().is_live


def test_nobody_takes_back_an_end_that_was_told():
    begin_session(ago=60)
    end_session(began=60, ended=30)
    join("Mia")

    assert not the_session().is_live


def test_a_replay_of_what_came_before_takes_no_end_back():
    begin_session(ago=60)
    join("Ola")
    heard_long_ago(timedelta(days=2))
    Callback.objects.update(received_at=F("received_at") - timedelta(days=2))
    missed_ends_infer(timezone.now())
    for callback in Callback.objects.all():
        callback_replay(callback)
    callbacks_drain()

    assert not the_session().is_live
