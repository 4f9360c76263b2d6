from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recordings.models import Recording
from tests.support.markup import is_only_text
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    join,
    leave,
    minutes_ago,
    name_room,
    record,
    stop_recording,
    tell,
)
from tests.support.polling import poll, poll_until_unchanged

pytestmark = pytest.mark.django_db
URL = reverse("recordings:detail", args=["rec-1"])
MEDIA = reverse("recordings:media", args=["rec-1"])


def test_it_plays_what_is_ready(alice_client):
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}"' in alice_client.get(URL).text


def test_it_begins_where_the_address_says(alice_client):
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}#t=95"' in alice_client.get(URL, {"t": "95"}).text


@pytest.mark.parametrize(
    ("asked", "second"),
    [("90", 90), ("90s", 90), ("1m30s", 90), ("1m30", 90), ("2m", 120), ("1h2m3s", 3723)],
)
def test_a_moment_can_be_written_in_several_ways(alice_client, asked, second):
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}#t={second}"' in alice_client.get(URL, {"t": asked}).text


@pytest.mark.parametrize("asked", ["", "0", "m", "-5", "1.5", "5m1h", "9" * 30, "٣", "1 m"])
def test_what_is_no_moment_begins_at_the_begin(alice_client, asked):
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}"' in alice_client.get(URL, {"t": asked}).text


def test_a_long_film_begins_at_a_plain_number_of_seconds(alice_client, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}#t=7200"' in alice_client.get(URL, {"t": "2h"}).text


def test_it_says_how_long_it_has_been_running(alice_client):
    begin_session()
    record()

    assert "so far" in alice_client.get(URL).text


def test_who_was_there_at_another_time_is_not_in_the_film(alice_client):
    begin_session()
    join("Ada")
    stop_recording(event="uploaded")
    Recording.objects.update(began_at="2026-01-01T10:00Z")

    text = alice_client.get(URL).text

    assert "Nobody was in the session while it was recorded." in text
    assert "People in the film" not in text


def test_it_tells_the_size_and_shows_the_poster(alice_client):
    stop_recording(event="uploaded")
    Recording.objects.update(size_bytes=3 * 2**20, poster="aa/b.jpg")

    text = alice_client.get(URL).text

    assert "3.0\xa0MB" in text
    assert f'poster="{reverse("recordings:poster", args=["rec-1"])}"' in text


@pytest.mark.parametrize("place", ["-5", "1e3", "٣", "soon", "", "9999999", '"><script>'])
def test_it_begins_at_the_start_for_a_place_that_is_none(alice_client, place):
    stop_recording(event="uploaded")

    assert f'src="{MEDIA}"' in alice_client.get(URL, {"t": place}).text


def test_it_lets_the_player_load_from_where_files_are_kept(alice_client, settings):
    settings.RECORDING_HOSTS = ["films.example"]
    settings.MEETINGS_API_URL = "https://api.example/beta/meetings"
    stop_recording(event="uploaded")

    policy = alice_client.get(URL)["Content-Security-Policy"]

    assert "media-src 'self' https://films.example https://api.example" in policy


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda: (begin_session(), record()), "It is being recorded now"),
        (lambda: (end_session(), record()), "no callback told of the recording"),
        (stop_recording, "is being uploaded"),
    ],
)
def test_it_says_why_there_is_no_film(alice_client, prepare, reason):
    prepare()

    response = alice_client.get(URL)

    assert reason in response.text
    assert "<video" not in response.text
    assert reverse("recordings:refresh", args=["rec-1"]) in response.text


def test_it_says_that_an_upload_is_late(alice_client):
    stop_recording()
    Recording.objects.update(changed_at=timezone.now() - timedelta(hours=1))

    assert "Upload is late" in alice_client.get(URL).text


@pytest.mark.parametrize(
    ("column", "reason"),
    [("deleted_at", "deleted from here"), ("gone_at", "does not have it any more")],
)
def test_it_says_that_it_is_gone(alice_client, column, reason):
    stop_recording(event="uploaded")
    Recording.objects.update(**{column: timezone.now()})

    response = alice_client.get(URL)

    assert reason in response.text
    assert "<video" not in response.text


def test_it_puts_people_on_the_axis_of_the_film(alice_client):
    begin_session()
    join("Ada")
    record()
    tell(
        "recording:uploaded",
        recording_id="rec-1",
        session_id="s-1",
        started_at=minutes_ago(1),
        ended_at=minutes_ago(-1),
        duration=120,
    )

    page = alice_client.get(URL).context["page"]

    (placed,) = page.chart.placed_lanes[0][1]
    assert 45 <= placed.start <= 75
    assert 40 <= page.cues[0].offset <= 90


def test_it_says_that_the_times_of_history_are_not_known(alice_client):
    end_session(began=300, ended=240)
    join("Ada")
    leave("Ada")
    stop_recording(event="uploaded")

    response = alice_client.get(URL)

    assert "The times of 1 person in the session are not known" in response.text
    assert response.context["page"].cues == []


def test_it_shows_how_far_it_has_come(alice_client):
    stop_recording()

    page = alice_client.get(URL)

    assert page.context["page"].has_ended
    assert "not yet" in page.text


def test_it_names_the_file_as_the_api_does(alice_client):
    name_room("Board room")
    end_session()
    started = minutes_ago(20)
    recording = stop_recording(event="uploaded")

    name = alice_client.get(URL).context["page"].file_name

    assert name.startswith(f"Board room_{started[:16]}")
    assert recording.started_at is not None


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    join(SCRIPT)
    record()

    assert is_only_text(alice_client.get(URL).text, SCRIPT)


def test_a_poll_brings_the_film_and_says_stop(alice_client):
    stop_recording()
    etag = poll(alice_client, URL)["ETag"]
    stop_recording(event="uploaded")

    response = poll(alice_client, URL, etag=etag)

    assert response.status_code == 286
    assert f'src="{MEDIA}"' in response.text


def test_a_poll_with_nothing_new_is_answered_304(alice_client):
    stop_recording()

    assert poll_until_unchanged(alice_client, URL).content == b""


def test_a_poll_with_nothing_new_costs_one_query(alice_client, django_assert_num_queries):
    stop_recording()
    etag = poll(alice_client, URL)["ETag"]

    with django_assert_num_queries(3):  # Django's session, the user, and ours
        poll(alice_client, URL, etag=etag)


def test_it_offers_bob_nothing_that_he_may_not_do(bob_client):
    stop_recording(event="uploaded")

    text = bob_client.get(URL).text

    assert MEDIA in text
    assert reverse("recordings:delete", args=["rec-1"]) not in text
    assert reverse("recordings:download", args=["rec-1"]) not in text


def test_charlie_may_not_look(charlie_client):
    record()

    assert charlie_client.get(URL).status_code == 403
    assert poll(charlie_client, URL).status_code == 403


@pytest.mark.parametrize("recording_id", ["unknown", "%00"])
def test_it_knows_no_other_recording(alice_client, recording_id):
    url = f"{reverse('recordings:list')}{recording_id}/"

    assert alice_client.get(url).status_code == 404
    assert poll(alice_client, url).status_code == 404
