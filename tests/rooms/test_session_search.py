from __future__ import annotations

import pytest
from django.db import connection

from rooms.models import MeetingSession, Participant
from rooms.session_search import sessions_found
from tests.support.meetings import begin_session, join, name_room

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    sessions = sessions_found(MeetingSession.objects.all(), text)
    return sorted(sessions.values_list("remote_id", flat=True))


@pytest.mark.parametrize("text", ["Ada Obi", "da o", "OBI", "ob", "A", "Ada Obi-Müller"])
def test_it_finds_any_piece_of_a_name(text):
    begin_session()
    join("Ada Obi-Müller")
    begin_session("s-2", "r-2")
    join("Zed", "s-2", "r-2")

    assert found(text) == ["s-1"]


@pytest.mark.parametrize("text", ['"', '""""', '" OR "', "NEAR(a b)", "*ab*", "100%", "a_b", "'--"])
def test_signs_of_a_query_language_are_only_text(text):
    begin_session()
    join(f"x{text}y")
    begin_session("s-2", "r-2")
    join("somebody else", "s-2", "r-2")

    assert found(text) == ["s-1"]


def test_it_finds_a_name_that_became_longer_and_no_longer_one_that_is_gone():
    begin_session()
    join("Ada")
    Participant.objects.update(name="Ada Lovelace")
    assert found("lovelace") == ["s-1"]

    Participant.objects.update(name="Somebody")
    assert found("lovelace") == []

    MeetingSession.objects.all().delete()
    assert found("somebody") == []


def test_it_finds_a_session_once_that_matches_in_many_ways():
    name_room("Ada's room")
    begin_session()
    join("Ada")
    join("Ada Obi")

    assert found("Ada") == ["s-1"]


def test_a_rare_name_is_found_by_an_index():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = sessions_found(MeetingSession.objects.all(), "obimüller").explain()

    assert "rooms_participant_name_text" in plan or "VIRTUAL TABLE INDEX" in plan
