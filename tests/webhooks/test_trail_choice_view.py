from __future__ import annotations

import pytest
from django.urls import reverse

from rooms.models import Room
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    join,
    name_room,
    stop_recording,
)

pytestmark = pytest.mark.django_db
URL = reverse("trails:choice")


def listed(client, **query: str) -> list[str]:
    return [session.remote_id for session in client.get(URL, query).context["choice"].sessions]


def a_meeting(session_id: str, room_id: str = "r-1", **times: float) -> None:
    begin_session(session_id, room_id)
    end_session(session_id, room_id, **times)


def test_it_lists_sessions_that_should_have_a_recording(alice_client):
    a_meeting("s-1")
    a_meeting("s-2")
    stop_recording("rec-2", "s-2", event="uploaded")
    a_meeting("s-3", "r-3")
    Room.objects.filter(remote_id="r-1").update(auto_record=True)

    assert listed(alice_client) == ["s-1"]


def test_one_that_was_recorded_by_hand_is_missed_as_well(alice_client):
    a_meeting("s-1")
    stop_recording("rec-1", "s-1")

    assert listed(alice_client) == ["s-1"]


def test_a_live_session_misses_nothing_yet(alice_client):
    begin_session("s-1")
    Room.objects.update(auto_record=True)

    assert listed(alice_client) == []


def test_what_was_long_ago_is_not_missed_by_itself(alice_client):
    a_meeting("s-1", began=31 * 24 * 60, ended=31 * 24 * 60 - 30)
    Room.objects.update(auto_record=True)

    assert listed(alice_client) == []
    assert listed(alice_client, q="s-1") == ["s-1"]


def test_any_meeting_can_be_searched_for(alice_client):
    name_room("Board room")
    a_meeting("s-1")
    a_meeting("s-2", "r-2")
    join("Ada Obi", "s-2", "r-2")

    assert listed(alice_client, q="board") == ["s-1"]
    assert listed(alice_client, q="ada") == ["s-2"]
    assert "No meeting matches" in alice_client.get(URL, {"q": "zebra"}).text


def test_so_can_a_room_in_which_no_session_is_known(alice_client):
    name_room("Board room")

    assert reverse("trails:room", args=["r-1"]) in alice_client.get(URL, {"q": "board"}).text


@pytest.mark.parametrize("text", ["\x00", "x" * 5000, SCRIPT, "%", "'"])
def test_it_bears_any_text(alice_client, text):
    response = alice_client.get(URL, {"q": text})

    assert response.status_code == 200
    assert SCRIPT not in response.text


def test_charlie_may_not_look(charlie_client):
    assert charlie_client.get(URL).status_code == 403
