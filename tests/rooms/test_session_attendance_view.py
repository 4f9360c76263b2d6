from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import BuiltIn
from accounts.roles import built_in_role
from core.models import AuditEntry
from rooms.models import Interval, Participant
from rooms.stretches import total
from tests.support.meetings import begin_session, end_session, join, leave, name_room, the_session
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
URL = reverse("sessions:attendance", args=["s-1"])


def attendance(client) -> dict[str, dict[str, str]]:
    text = client.get(URL).getvalue().decode().removeprefix("\ufeff")
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text))}


def stay(name: str, *spans: tuple[float, float]) -> None:
    """In minutes after the begin of the session."""
    session = the_session()
    person = Participant.objects.get(session=session, name=name)
    person.intervals.all().delete()
    for begin, end in spans:
        Interval.objects.create(
            participant=person,
            joined_at=session.began_at + timedelta(minutes=begin),
            left_at=session.began_at + timedelta(minutes=end),
        )


def test_it_counts_what_overlaps_once(alice_client):
    begin_session(ago=60)
    join("Wanjiku", is_host=True)
    stay("Wanjiku", (0, 10), (5, 20), (30, 40))

    row = attendance(alice_client)["Wanjiku"]

    assert (row["role"], row["minutes"], row["stays"]) == ("host", "30.0", "3")
    assert row["confidence"] == "timed"


def test_it_says_how_sure_it_is(alice_client):
    begin_session(ago=10)
    for name in ("left", "stayed"):
        join(name)
    leave("left")
    end_session(began=10)

    rows = attendance(alice_client)

    assert (rows["left"]["confidence"], rows["stayed"]["confidence"]) == ("timed", "inferred")


def test_it_leaves_out_times_that_are_not_known(alice_client):
    begin_session(ago=600)
    end_session(began=600, ended=500)
    join("late news")

    row = attendance(alice_client)["late news"]

    assert (row["minutes"], row["first_joined"], row["confidence"]) == ("", "", "unknown")


def test_somebody_who_is_still_there_has_not_left(alice_client):
    begin_session(ago=10)
    join("here")

    row = attendance(alice_client)["here"]

    assert (row["last_left"], row["confidence"]) == ("", "present")


def test_a_name_is_no_formula(alice_client):
    begin_session()
    join("=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in attendance(alice_client)


def test_its_file_is_called_after_the_room(alice_client):
    name_room('../Board "room"\r\n')
    begin_session()

    disposition = alice_client.get(URL)["Content-Disposition"]

    assert disposition.startswith('attachment; filename="attendance-board-room-20')


def test_it_is_audited(alice_client, alice):
    begin_session()
    alice_client.get(URL)

    entry = AuditEntry.objects.get(action="session.export")
    assert (entry.actor, entry.target) == (alice, "session:s-1")


def test_it_is_for_who_may_see_sessions(bob_client, charlie_client):
    begin_session()

    assert bob_client.get(URL).status_code == 200
    assert charlie_client.get(URL).status_code == 403


def test_it_names_nobody_to_whom_names_are_not_shown_in_full(charlie_client, charlie):
    begin_session()
    join("Wanjiku")
    charlie.groups.add(built_in_role(BuiltIn.VIEWER).group)

    assert list(attendance(charlie_client)) == [""]


def test_it_knows_no_other_session(alice_client):
    url = reverse("sessions:attendance", args=["none"])

    assert alice_client.get(url).status_code == 404


def test_it_costs_the_same_with_many_people(alice_client):
    begin_session()
    join("first")
    few = count_queries(lambda: alice_client.get(URL).getvalue())
    for number in range(12):
        join(f"person {number}")

    assert count_queries(lambda: alice_client.get(URL).getvalue()) == few <= 8


def test_nobody_was_there_for_no_time():
    assert total([]) == timedelta(0)
