from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.paging import PAGE_SIZE
from rooms.models import MeetingSession
from rooms.session_board import LIVE_SHOWN, SessionBoard
from tests.support.markup import is_only_text
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
from tests.support.queries import count_queries, plan_of

pytestmark = pytest.mark.django_db
URL = reverse("sessions:list")


def past_session(remote_id: str, *, seconds: int, ago: float = 30, **columns: Any) -> None:
    began_at = columns.setdefault("began_at", timezone.now() - timedelta(minutes=ago))
    ended_at = began_at + timedelta(seconds=seconds)
    MeetingSession.objects.create(
        remote_id=remote_id, ended_at=ended_at, length_seconds=seconds, **columns
    )


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


def test_past_sessions_say_how_many_were_there_at_once_and_for_how_long(alice_client):
    past_session("s-1", seconds=600, peak=7, person_seconds=3661)
    end_session("s-untimed")

    text = alice_client.get(URL).text

    assert '<td data-label="Peak" class="numeric">7</td>' in text
    assert '<td data-label="Participant-minutes" class="numeric">61</td>' in text


@pytest.mark.parametrize(
    ("sort", "first"), [("-began", "new"), ("length", "new"), ("-peak", "old"), ("minutes", "new")]
)
def test_it_sorts_past_sessions_by_their_figures(alice_client, sort, first):
    past_session("old", seconds=600, peak=7, person_seconds=900, ago=90)
    past_session("new", seconds=60, peak=2, person_seconds=90, ago=9)

    page = alice_client.get(URL, {"sort": sort}).context["board"].page

    assert page.rows[0].remote_id == first


@pytest.mark.parametrize("sort", ["length", "-minutes", "-peak"])
def test_it_pages_by_a_figure_without_a_gap(alice_client, sort):
    for number in range(PAGE_SIZE + 3):
        past_session(f"s-{number}", seconds=number % 5, peak=number % 3, person_seconds=number)

    first = alice_client.get(URL, {"sort": sort}).context["board"].page
    second = alice_client.get(URL, {"sort": sort, "cursor": first.next_cursor})

    rows = [*first.rows, *second.context["board"].page.rows]
    assert len({session.pk for session in rows}) == PAGE_SIZE + 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"length": "30"}, ["long"]),
        ({"length": "under-5"}, ["short"]),
        ({"since": "2026-03-02"}, ["long"]),
        ({"until": "2026-03-01"}, ["short"]),
    ],
)
def test_it_narrows_by_length_and_day(alice_client, query, shown):
    past_session("short", seconds=60, began_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    past_session("long", seconds=3600, began_at=datetime(2026, 3, 2, 20, tzinfo=UTC))

    page = alice_client.get(URL, query).context["board"].page

    assert [session.remote_id for session in page.rows] == shown


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "soon"])
def test_a_day_that_makes_no_sense_narrows_nothing(alice_client, day):
    end_session()

    response = alice_client.get(URL, {"since": day, "until": day})

    assert response.status_code == 200
    assert response.context["filters"].problems
    assert len(response.context["board"].page.rows) == 1


def test_it_sums_what_matches(alice_client):
    past_session("long", seconds=3600, peak=3, person_seconds=7200)
    past_session("longer", seconds=7200, peak=5, person_seconds=7260)
    past_session("short", seconds=60, peak=9, person_seconds=60)

    sums = alice_client.get(URL, {"length": "30"}).context["board"].sums

    assert (sums.sessions, sums.length_seconds, sums.person_minutes, sums.highest_peak) == (
        2,
        10_800,
        241,
        5,
    )


def test_it_draws_a_lane_for_each_of_the_first_who_are_there(alice_client):
    begin_session()
    for number in range(8):
        join(f"Person {number}")
    leave("Person 7")
    record()

    text = alice_client.get(URL).text

    assert text.count("lane-bar is-open") == 6
    assert "lane-recording" in text
    assert "1 more person" in text
    assert "1 has left" in text


def test_it_reads_no_more_people_than_have_a_lane(alice_client):
    begin_session()
    for number in range(8):
        join(f"Person {number}")

    (session,) = alice_client.get(URL).context["board"].live

    assert [person.name for person in session.present] == [f"Person {n}" for n in range(6)]
    assert session.people_now == 8


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

    assert is_only_text(alice_client.get(URL).text, SCRIPT)
    assert is_only_text(alice_client.get(URL, {"q": SCRIPT}).text, SCRIPT)


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
    join("Ada")
    end_session("s-past")
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        begin_session(f"live-{number}", f"r-{number}")
        join("Ada", f"live-{number}", f"r-{number}")
        end_session(f"past-{number}", f"r-{number}")

    many = count_queries(lambda: alice_client.get(URL))

    assert many == few <= 14


def test_bob_may_look(bob_client):
    assert bob_client.get(URL).status_code == 200


def test_charlie_may_not(charlie_client):
    assert charlie_client.get(URL).status_code == 403
    assert poll(charlie_client, URL).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(URL)["Location"].startswith(reverse("accounts:sign_in"))


def test_it_is_only_to_be_read(alice_client):
    assert alice_client.post(URL).status_code == 405


def test_it_leads_to_those_that_are_live_beyond_what_it_shows(alice_client):
    for number in range(LIVE_SHOWN):
        begin_session(f"s-{number}", ago=number + 1)
    assert "see all of them" not in alice_client.get(URL).text
    begin_session("s-oldest", ago=900)

    response = alice_client.get(URL)

    assert "see all of them" in response.text
    assert len(response.context["board"].live) == LIVE_SHOWN
    assert "s-oldest" not in response.text


def test_a_poll_reads_no_more_than_is_shown(alice_client):
    MeetingSession.objects.bulk_create(
        MeetingSession(remote_id=f"s-{number}", ended_at=timezone.now() if number % 2 else None)
        for number in range(3 * LIVE_SHOWN)
    )
    board = SessionBoard(MeetingSession.objects.all(), state=None, cursor=None)

    _clock, *rows = board.revision

    assert len(rows) == LIVE_SHOWN + 1 + PAGE_SIZE + 1


def test_a_poll_finds_what_is_live_by_its_index():
    board = SessionBoard(MeetingSession.objects.all(), state=None, cursor=None)

    assert "session_live" in plan_of(board._first_live())
