from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from rooms.models import Interval, Participant
from tests.support.markup import is_only_text
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    join,
    leave,
    name_room,
    the_session,
)
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
URL = reverse("sessions:attendance_page", args=["s-1"])


def stay(name: str, *spans: tuple[float, float]) -> None:
    """In minutes after the begin of the session."""
    session = the_session()
    person = Participant.objects.get(session=session, name=name)
    person.intervals.all().delete()
    for begin, end in spans:
        joined_at, left_at = (
            session.began_at + timedelta(minutes=minute) for minute in (begin, end)
        )
        Interval.objects.create(participant=person, joined_at=joined_at, left_at=left_at)


def test_it_joins_stays_that_overlap(alice_client):
    begin_session()
    join("Ada")
    end_session()
    stay("Ada", (1, 10), (5, 12), (20, 21))

    (line,) = alice_client.get(URL).context["sheet"].lines

    assert line.minutes == 12.0
    assert len(line.merged) == 2
    assert line.last_left - line.first_joined == timedelta(minutes=20)


def test_it_says_what_the_times_are_worth(alice_client):
    begin_session()
    join("Ada")
    leave("Ada")
    join("Ben")
    end_session()
    stay("Ada", (1, 10))

    text = alice_client.get(URL).text

    assert "Each join and leave received" in text
    assert "A leave was not received" in text


def test_times_that_are_not_known_are_not_made_up(alice_client):
    end_session(began=90, ended=60)
    join("Ada")

    response = alice_client.get(URL)

    (line,) = response.context["sheet"].lines
    assert (line.first_joined, line.minutes) == (None, None)
    assert "times of 1 person not known" in response.text


def test_somebody_in_a_live_session_is_still_there(alice_client):
    begin_session()
    join("Ada")

    assert "still there" in alice_client.get(URL).text


def test_it_links_to_the_file_and_the_session_links_to_it(alice_client):
    begin_session()

    assert reverse("sessions:attendance", args=["s-1"]) in alice_client.get(URL).text
    session = alice_client.get(reverse("sessions:detail", args=["s-1"]))
    assert URL in session.text


def test_nobody_is_said_in_words(alice_client):
    begin_session()

    assert "Nobody is known" in alice_client.get(URL).text


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    join(SCRIPT)

    assert is_only_text(alice_client.get(URL).text, SCRIPT)


def test_it_costs_the_same_with_many_people(alice_client):
    begin_session()
    join("Ada")
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        join(f"Person {number}")

    assert count_queries(lambda: alice_client.get(URL)) == few


def test_a_session_that_is_not_there_is_not_found(alice_client):
    assert alice_client.get(URL).status_code == 404


def test_charlie_may_not(charlie_client):
    begin_session()

    assert charlie_client.get(URL).status_code == 403
