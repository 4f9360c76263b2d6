from __future__ import annotations

import pytest
from django.urls import reverse

from core.paging import PAGE_SIZE
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    join,
    leave,
    name_room,
    record,
    stop_recording,
)
from tests.support.polling import poll, poll_until_unchanged
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
URL = reverse("sessions:list")


def test_it_shows_who_meets_now(alice_client):
    name_room("Board room")
    begin_session()
    join("Ada Obi")

    response = alice_client.get(URL)

    assert [session.people_now for session in response.context["board"].live] == [1]
    assert "Ada Obi" in response.text
    assert "Board room" in response.text


def test_it_counts_no_one_who_has_left(alice_client):
    begin_session()
    join("Ada")
    join("Ben")
    leave("Ada")

    (session,) = alice_client.get(URL).context["board"].live

    assert (session.people, session.people_now) == (2, 1)
    assert [person.name for person in session.present] == ["Ben"]


def test_it_marks_a_session_that_is_being_recorded(alice_client):
    begin_session()
    record()

    assert alice_client.get(URL).context["board"].live[0].is_recording

    stop_recording()
    assert not alice_client.get(URL).context["board"].live[0].is_recording


def test_a_recording_left_running_does_not_mark_a_session_that_is_over(alice_client):
    begin_session()
    record()
    end_session()

    assert not alice_client.get(URL).context["board"].page.rows[0].is_recording


def test_it_lists_past_sessions_newest_first(alice_client):
    end_session("older", began=90, ended=80)
    end_session("newer", began=50, ended=40)

    page = alice_client.get(URL).context["board"].page

    assert [session.remote_id for session in page.rows] == ["newer", "older"]


def test_it_pages_without_a_gap(alice_client):
    for number in range(PAGE_SIZE + 3):
        end_session(f"s-{number}", began=number + 1)

    first = alice_client.get(URL).context["board"].page
    second = alice_client.get(URL, {"cursor": first.next_cursor}).context["board"].page

    ids = [session.remote_id for session in [*first.rows, *second.rows]]
    assert ids == [f"s-{number}" for number in range(PAGE_SIZE + 3)]


@pytest.mark.parametrize(
    ("state", "shown"), [("live", ["s-live"]), ("ended", ["s-past"]), ("", ["s-past"])]
)
def test_it_shows_one_state_when_asked(alice_client, state, shown):
    begin_session("s-live")
    end_session("s-past")

    page = alice_client.get(URL, {"state": state}).context["board"].page

    assert [session.remote_id for session in page.rows] == shown


@pytest.mark.parametrize("text", ["board", "obi", "s-wanted", "697 975 707", "r-wanted"])
def test_it_finds_by_room_person_or_id(alice_client, text):
    room = name_room("Board room", "r-wanted")
    room.meeting_code = "697975707"
    room.save()
    begin_session("s-wanted", "r-wanted")
    join("Ada Obi", "s-wanted", "r-wanted")
    begin_session("s-other", "r-other")

    live = alice_client.get(URL, {"q": text}).context["board"].live

    assert [session.remote_id for session in live] == ["s-wanted"]


def test_it_narrows_to_a_room_and_names_it(alice_client):
    name_room("Board room")
    end_session()
    end_session("s-2", "r-2")

    response = alice_client.get(URL, {"room": "r-1"})

    assert [session.remote_id for session in response.context["board"].page.rows] == ["s-1"]
    assert [chip.value for chip in response.context["filters"].chips] == ["Board room"]


def test_it_says_which_part_of_the_address_makes_no_sense(alice_client):
    end_session()

    response = alice_client.get(URL, {"state": "sideways", "q": "\x00"})

    assert response.status_code == 200
    assert len(response.context["board"].page.rows) == 1
    assert "sideways is not one of the available choices" in response.text


def test_it_takes_a_forged_cursor_for_the_first_page(alice_client):
    end_session()

    assert alice_client.get(URL, {"cursor": "forged"}).context["board"].page.rows


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    join(SCRIPT)

    assert SCRIPT not in alice_client.get(URL).text
    assert SCRIPT not in alice_client.get(URL, {"q": SCRIPT}).text


def test_it_tells_nothing_yet_from_no_match(alice_client):
    assert "No sessions yet" in alice_client.get(URL).text
    assert "No session matches" in alice_client.get(URL, {"q": "zebra"}).text


def test_a_poll_brings_a_new_session(alice_client):
    first = poll(alice_client, URL)
    begin_session()

    second = poll(alice_client, URL, etag=first["ETag"])

    assert second.status_code == 200
    assert "s-1" in second.text
    assert "<html" not in second.text


def test_a_poll_with_nothing_new_is_answered_304(alice_client):
    begin_session()
    join("Ada")

    assert poll_until_unchanged(alice_client, URL).content == b""


@pytest.mark.parametrize("change", [lambda: leave("Ada"), end_session, record, name_room])
def test_a_poll_sees_every_change(alice_client, change):
    begin_session()
    join("Ada")
    etag = poll(alice_client, URL)["ETag"]

    change("New name") if change is name_room else change()

    assert poll(alice_client, URL, etag=etag).status_code == 200


def test_a_poll_with_nothing_new_costs_one_query(alice_client, django_assert_num_queries):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]

    with django_assert_num_queries(3):  # Django's session, the user, and ours
        poll(alice_client, URL, etag=etag)


def test_it_costs_the_same_with_many_sessions(alice_client):
    begin_session()
    end_session("s-past")
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        begin_session(f"live-{number}", f"r-{number}")
        join("Ada", f"live-{number}", f"r-{number}")
        end_session(f"past-{number}", f"r-{number}")

    many = count_queries(lambda: alice_client.get(URL))

    assert many == few <= 10


def test_bob_may_look(bob_client):
    assert bob_client.get(URL).status_code == 200


def test_charlie_may_not(charlie_client):
    assert charlie_client.get(URL).status_code == 403
    assert poll(charlie_client, URL).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(URL)["Location"].startswith(reverse("accounts:sign_in"))


def test_it_is_only_to_be_read(alice_client):
    assert alice_client.post(URL).status_code == 405
