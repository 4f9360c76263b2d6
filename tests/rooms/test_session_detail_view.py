from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from recordings.models import Recording
from rooms.sync import session_end_inferred
from tests.support.markup import is_only_text
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    join,
    leave,
    name_room,
    record,
    tell,
    the_session,
)
from tests.support.permissions import grant
from tests.support.polling import poll, poll_until_unchanged
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
URL = reverse("sessions:detail", args=["s-1"])


def test_it_shows_everybody_with_their_stays(alice_client):
    begin_session()
    join("Ada", is_host=True)
    join("Ben")
    leave("Ben")

    page = alice_client.get(URL).context["page"]

    assert [(lane.name, lane.is_host) for lane in page.chart.lanes] == [
        ("Ada", True),
        ("Ben", False),
    ]
    assert [stay.is_open for stay in page.stays] == [True, False]


def test_it_labels_times_as_received(alice_client):
    begin_session()
    join("Ada")

    assert "Joined (received)" in alice_client.get(URL).text


def test_it_marks_a_leave_that_the_end_implied(alice_client):
    begin_session()
    join("Ada")
    end_session()

    response = alice_client.get(URL)

    assert response.context["page"].stays[0].left_is_inferred
    assert "with the end of the session" in response.text


def test_it_says_that_the_times_of_history_are_not_known(alice_client):
    end_session(began=300, ended=240)
    join("Ada")
    leave("Ada")

    response = alice_client.get(URL)

    assert "The times of 1 person are not known" in response.text
    assert response.context["page"].chart.lanes == []


@pytest.mark.parametrize("is_told", [True, False])
def test_it_marks_an_end_that_nobody_told(alice_client, is_told):
    begin_session()
    if is_told:
        end_session()
    else:
        session_end_inferred(the_session(), timezone.now(), by="its recording ended")

    page = alice_client.get(URL).text
    ended = page.partition("<dt>Ended</dt>")[2].partition("</div>")[0]

    assert ("inferred" in ended) is not is_told
    assert ("own times" in page) is is_told


def test_it_shows_a_leave_of_somebody_whose_join_was_lost(alice_client):
    begin_session()
    leave("Ada")

    response = alice_client.get(URL)

    (stay,) = response.context["page"].stays
    assert (stay.joined_at, stay.left_at is None, stay.is_timed) == (None, False, False)
    assert stay.left_at.strftime("%H:%M:%S") in response.text
    assert "Of 1 person a leave was received, but no join." in response.text
    assert "received after the session" not in response.text


@pytest.mark.parametrize(("is_over", "words"), [(False, "so far"), (True, "not known")])
def test_a_recording_without_an_end_runs_no_longer_than_its_session(alice_client, is_over, words):
    begin_session()
    record()
    if is_over:
        end_session()

    table = alice_client.get(URL).text.partition("Recordings of this session")[2]

    assert words in table.partition("</table>")[0]


def test_it_draws_recordings_over_the_lanes(alice_client):
    begin_session()
    join("Ada")
    recording = record()

    response = alice_client.get(URL)

    assert [bar.starts_at for bar in response.context["page"].chart.recordings] == [
        recording.began_at
    ]
    assert recording.get_absolute_url() in response.text


def test_it_hides_recordings_from_who_may_not_see_them(charlie, charlie_client):
    grant(charlie, "view_meetingsession")
    begin_session()
    recording = record()

    assert recording.get_absolute_url() not in charlie_client.get(URL).text


def test_it_links_its_room_and_its_callbacks(alice_client):
    room = name_room("Board room")
    begin_session()

    text = alice_client.get(URL).text

    assert room.get_absolute_url() in text
    assert f"{reverse('callbacks:list')}?session=s-1" in text


def test_it_shows_a_session_whose_room_is_not_known(alice_client):
    tell("recording:started", recording_id="rec-1", session_id="s-1")

    assert "Session in a room not known yet" in alice_client.get(URL).text


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    join(SCRIPT)

    assert is_only_text(alice_client.get(URL).text, SCRIPT)


def test_a_poll_brings_who_has_joined(alice_client):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]
    join("Ada Obi")

    response = poll(alice_client, URL, etag=etag)

    assert response.status_code == 200
    assert "Ada Obi" in response.text


def test_a_poll_with_nothing_new_is_answered_304(alice_client):
    begin_session()
    join("Ada")

    assert poll_until_unchanged(alice_client, URL).content == b""


@pytest.mark.parametrize("ago", [30, 180, 2000])
def test_a_poll_of_a_long_session_is_answered_304_within_a_step_of_the_clock(
    alice_client, monkeypatch, ago
):
    monkeypatch.setattr("core.live.time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    begin_session(ago=ago)
    etag = poll(alice_client, URL)["ETag"]

    assert [poll(alice_client, URL, etag=etag).status_code for _ in range(3)] == [304] * 3


def test_a_poll_with_nothing_new_costs_one_query(alice_client, django_assert_num_queries):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]

    with django_assert_num_queries(3):  # Django's session, the user, and ours
        poll(alice_client, URL, etag=etag)


@pytest.mark.parametrize(
    "change",
    [
        lambda: leave("Ada"),
        lambda: join("Ada", is_host=True),
        lambda: name_room("Board room"),
        record,
        end_session,
    ],
)
def test_a_poll_sees_every_change(alice_client, change):
    begin_session()
    join("Ada")
    etag = poll(alice_client, URL)["ETag"]

    change()

    assert poll(alice_client, URL, etag=etag).status_code != 304


def test_a_poll_sees_a_recording_move_on(alice_client):
    begin_session()
    record()
    etag = poll(alice_client, URL)["ETag"]
    Recording.objects.update(changed_at=the_session().began_at)

    assert poll(alice_client, URL, etag=etag).status_code == 200


def test_the_last_poll_of_an_ended_session_says_stop(alice_client):
    begin_session()
    end_session()

    assert poll(alice_client, URL).status_code == 286


def test_the_page_of_an_ended_session_does_not_poll(alice_client):
    begin_session()
    assert "data-live=" in alice_client.get(URL).text

    end_session()
    assert "data-live=" not in alice_client.get(URL).text


def test_it_costs_the_same_with_many_people(alice_client):
    begin_session()
    join("Ada")
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        join(f"Guest {number}")

    assert count_queries(lambda: alice_client.get(URL)) == few


@pytest.mark.parametrize("session_id", ["unknown", "%00", "..%2f"])
def test_it_knows_no_other_session(alice_client, session_id):
    url = f"{reverse('sessions:list')}{session_id}/"

    assert alice_client.get(url).status_code == 404
    assert poll(alice_client, url).status_code == 404


def test_bob_may_look(bob_client):
    begin_session()

    assert bob_client.get(URL).status_code == 200


def test_charlie_may_not(charlie_client):
    begin_session()

    assert charlie_client.get(URL).status_code == 403
    assert poll(charlie_client, URL).status_code == 403


def test_it_says_how_many_were_there_at_once_and_for_how_long(alice_client):
    begin_session()
    join("Ada")
    join("Ben")
    leave("Ben")
    join("Cleo")

    page = alice_client.get(reverse("sessions:detail", args=["s-1"])).context["page"]

    assert (page.peak, page.person_minutes) == (2, 0)
