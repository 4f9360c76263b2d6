from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from meetings_dashboard.overview import MOST_LIVE
from recordings.models import Recording
from rooms.models import Interval, MeetingSession, Participant, Room, RoomWalk
from tests.support.meetings import SCRIPT, begin_session
from tests.support.queries import count_queries
from webhooks.models import Callback

LIVE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_api(unreachable_api: None) -> None:
    """The page never asks the API."""


def text_of(response: Any) -> str:
    return response.content.decode()


def live_session(number: int = 1, name: str = "Board room", person: str = "Ada") -> None:
    room = Room.objects.create(remote_id=f"r-{number}", display_name=name)
    session = MeetingSession.objects.create(remote_id=f"s-{number}", room=room)
    participant = Participant.objects.create(session=session, remote_id="p", name=person)
    Interval.objects.create(participant=participant, joined_at=timezone.now())


def walked(state: str = "complete") -> None:
    RoomWalk.objects.create(state=state, finished_at=timezone.now(), error="GET /rooms: refused")


def test_it_says_who_is_meeting_now(alice_client):
    live_session()

    page = text_of(alice_client.get("/"))

    assert "1 person there" in page
    assert "Ada" in page


def test_it_leads_to_all_that_are_live_when_there_are_more_than_it_lists(alice_client):
    for number in range(MOST_LIVE):
        live_session(number)
    assert "See all" not in text_of(alice_client.get("/"))

    live_session(MOST_LIVE)

    assert f"See all {MOST_LIVE + 1} that are live" in text_of(alice_client.get("/"))


def test_it_counts_how_long_a_recording_has_been_running(alice_client):
    live_session()
    began = timezone.now() - timedelta(minutes=4)
    session = MeetingSession.objects.get()
    Recording.objects.create(remote_id="rec-1", session=session, status="started", began_at=began)

    latest = text_of(alice_client.get("/")).partition('id="latest-recordings"')[2]

    assert re.search(r"4 min \d\d s</span>", latest.partition("</table>")[0])


def test_it_reads_no_more_people_than_it_needs_to_name_three(alice_client):
    live_session()
    for number in range(6):
        person = Participant.objects.create(
            session=MeetingSession.objects.get(), remote_id=f"p-{number}", name=f"Person {number}"
        )
        Interval.objects.create(participant=person, joined_at=timezone.now())

    response = alice_client.get("/")

    (session,) = response.context["board"].live_sessions
    assert len(session.present) == 4
    assert "Person 1</bdi> …" in text_of(response)


def test_it_says_which_session_is_being_recorded(alice_client):
    live_session()
    assert "tone-recording" not in text_of(alice_client.get("/"))

    session = MeetingSession.objects.get()
    Recording.objects.create(remote_id="rec-1", session=session, status="started")

    assert "tone-recording" in text_of(alice_client.get("/")).partition("Latest recordings")[0]


def test_it_says_how_many_recordings_are_being_uploaded(alice_client):
    session = MeetingSession.objects.create(remote_id="s-1")
    Recording.objects.create(remote_id="rec-1", session=session, status="stopped")

    assert "1 being uploaded" in text_of(alice_client.get("/"))


def test_it_says_what_expires_this_week(alice_client):
    Room.objects.create(
        remote_id="r-1",
        display_name="Board room",
        type="long_term",
        expires_at=timezone.now() + timedelta(days=2),
    )

    response = alice_client.get("/")

    assert response.context["board"].expiring == 1
    assert "/rooms/?view=expiring" in text_of(response)


def test_it_says_which_recordings_are_late(alice_client):
    session = MeetingSession.objects.create(remote_id="s-1")
    long_ago = timezone.now() - timedelta(hours=1)
    Recording.objects.create(
        remote_id="rec-1", session=session, status="stopped", changed_at=long_ago
    )

    assert "not uploaded after 10 minutes" in text_of(alice_client.get("/"))


def test_it_says_what_is_failing(alice_client):
    Callback.objects.create(body=b"{}", sha256="x", event="room:expired", state="dead")

    assert "callbacks not applied" in text_of(alice_client.get("/"))


@pytest.mark.parametrize(
    ("states", "words"),
    [([], "Not yet"), (["complete"], "Yes"), (["complete", "failed"], "No")],
)
def test_it_says_whether_the_cache_is_true(alice_client, states, words):
    for state in states:
        walked(state)

    assert f'<strong class="tile-figure">{words}</strong>' in text_of(alice_client.get("/"))


def test_it_says_why_the_api_could_not_be_walked(alice_client):
    walked("failed")

    assert "GET /rooms: refused" in text_of(alice_client.get("/"))


def test_an_empty_installation_shows_the_first_steps(alice_client):
    assert "Three steps to the first meeting" in text_of(alice_client.get("/"))


def test_the_first_steps_go_once_there_is_a_room(alice_client):
    live_session()

    assert "Three steps" not in text_of(alice_client.get("/"))


def test_who_may_see_nothing_is_told_so(charlie_client):
    live_session()

    response = charlie_client.get("/")

    assert response.status_code == 200
    assert "has no permission yet" in text_of(response)
    assert "Board room" not in text_of(response)


def test_it_is_open_to_who_may_only_look(bob_client):
    live_session()

    assert "Board room" in text_of(bob_client.get("/"))


def test_it_asks_strangers_to_sign_in(client, db):
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_it_shows_hostile_names_as_text(alice_client):
    live_session(name=SCRIPT, person=SCRIPT)
    Callback.objects.create(body=b"{}", sha256="x", event=SCRIPT)

    assert SCRIPT.encode() not in alice_client.get("/").content


@pytest.mark.usefixtures("steady_clock")
def test_a_fetch_with_nothing_new_costs_one_query(alice_client, django_assert_num_queries):
    live_session()
    etag = alice_client.get("/", headers=LIVE).headers["ETag"]

    with django_assert_num_queries(3):  # the session, the user, the revision
        response = alice_client.get("/", headers=LIVE | {"If-None-Match": etag})

    assert response.status_code == 304


def test_a_fetch_after_a_callback_gets_the_board(alice_client):
    etag = alice_client.get("/", headers=LIVE).headers["ETag"]
    begin_session()

    response = alice_client.get("/", headers=LIVE | {"If-None-Match": etag})

    assert response.status_code == 200
    assert "<h1>" not in text_of(response)


def test_its_number_of_queries_does_not_grow(alice_client):
    live_session()
    # The figures of the charts are kept from here on.
    alice_client.get("/")
    with_one = count_queries(lambda: alice_client.get("/"))
    for number in range(2, 12):
        live_session(number)

    assert count_queries(lambda: alice_client.get("/")) == with_one


def test_it_says_when_callbacks_stay_away_from_a_live_session(alice_client):
    begin_session()
    assert "no callback has come since" not in text_of(alice_client.get("/"))

    Callback.objects.update(received_at=timezone.now() - timedelta(hours=2))

    assert "no callback has come since" in text_of(alice_client.get("/"))
