from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from rooms.models import Interval, MeetingSession
from rooms.session_figures import figures_of, figures_store
from rooms.stretches import merged, most_at_once, total
from rooms.sync import session_end_inferred
from tests.support.meetings import begin_session, end_session, join, leave, the_session

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)


def at(minute: float) -> datetime:
    return TEN + timedelta(minutes=minute)


def test_stretches_that_overlap_or_touch_become_one():
    assert merged([(at(5), at(9)), (at(0), at(3)), (at(3), at(6))]) == [(at(0), at(9))]


def test_an_overlap_counts_once():
    assert total([(at(0), at(10)), (at(5), at(8)), (at(20), at(21))]) == timedelta(minutes=11)


@pytest.mark.parametrize(
    ("people", "most"),
    [
        ({}, 0),
        ({1: [(at(0), at(5))]}, 1),
        ({1: [(at(0), at(5))], 2: [(at(4), at(9))], 3: [(at(8), at(9))]}, 2),
        ({1: [(at(0), at(5))], 2: [(at(5), at(9))]}, 1),
        ({1: [(at(0), at(5)), (at(3), at(6))]}, 1),
        ({1: [(at(2), at(2))], 2: [(at(0), at(5))]}, 2),
    ],
)
def test_the_peak_counts_people_not_stretches(people, most):
    assert most_at_once(people) == most


def test_figures_leave_out_times_that_were_received_too_late_or_not_at_all():
    received = {
        1: [(at(0), at(10))],
        2: [(at(5), at(500))],
        3: [(None, at(4))],
    }

    assert figures_of(TEN, at(10), received) == (600, 1, 600)


@pytest.mark.django_db
def test_they_are_kept_when_a_session_ends():
    begin_session()
    join("Ada")
    join("Ben")
    leave("Ben")
    end_session()

    session = the_session()

    assert session.length_seconds == pytest.approx(1800, abs=2)
    assert session.peak == 2


@pytest.mark.django_db
def test_they_are_the_same_when_the_end_is_told_before_a_join():
    end_session(ended=0)
    join("Ada")
    leave("Ada")

    assert the_session().peak == 1


@pytest.mark.django_db
def test_they_are_kept_when_an_end_is_inferred():
    begin_session()
    join("Ada")
    now = Interval.objects.get().joined_at

    session_end_inferred(the_session(), now + timedelta(seconds=60), by="a test")

    assert (the_session().peak, the_session().person_seconds) == (1, 60)


@pytest.mark.django_db
def test_sessions_of_before_get_theirs_with_the_migration():
    begin_session()
    join("Ada")
    end_session()
    MeetingSession.objects.update(peak=0, length_seconds=0)

    import_module("rooms.migrations.0008_fill_session_figures").fill(apps, None)

    assert the_session().peak == 1
    assert the_session().length_seconds == pytest.approx(1800, abs=2)


@pytest.mark.django_db
def test_they_take_as_many_queries_for_many_sessions(django_assert_num_queries):
    for number in range(5):
        end_session(f"s-{number}")
        join("Ada", f"s-{number}")
    MeetingSession.objects.update(peak=0)

    with django_assert_num_queries(3):  # the sessions, what was received of them, one write
        figures_store(MeetingSession.objects.all())


@pytest.mark.django_db
def test_what_stayed_the_same_is_not_written(django_assert_num_queries):
    end_session()

    with django_assert_num_queries(2):
        figures_store(MeetingSession.objects.all())
