from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from django.urls import reverse

from recordings.models import Recording, RecordingState
from tests.support.meetings import stop_recording
from tests.support.remote import delete_remotely, stopped_recording, uploaded_recording

pytestmark = pytest.mark.django_db


def media(client, recording: Recording):
    return client.get(reverse("recordings:media", args=[recording.remote_id]))


def test_it_sends_the_player_to_the_file(alice_client, meetings_server):
    response = media(alice_client, uploaded_recording(meetings_server))

    assert response.status_code == 302
    file = requests.get(response["Location"], headers={"Range": "bytes=0-99"}, timeout=5)
    assert (file.status_code, file.headers["Content-Type"]) == (206, "video/mp4")


def test_its_answer_is_kept_nowhere(alice_client, meetings_server):
    response = media(alice_client, uploaded_recording(meetings_server))

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_it_asks_for_a_fresh_link_each_time(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    assert media(alice_client, recording).status_code == 302
    meetings_server.control("POST", "/control/faults", {"kind": "unauthorized", "count": 1})

    assert media(alice_client, recording).status_code == 502


def test_it_stores_no_link(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)

    media(alice_client, recording)

    recording.refresh_from_db()
    assert "Signature" not in str(recording.payload)


def test_bob_may_watch(bob_client, meetings_server):
    assert media(bob_client, uploaded_recording(meetings_server)).status_code == 302


def test_charlie_may_not(charlie_client):
    assert media(charlie_client, stop_recording()).status_code == 403


def test_it_says_that_the_upload_is_still_to_come(alice_client, meetings_server):
    response = media(alice_client, stopped_recording(meetings_server))

    assert response.status_code == 409
    assert response.text == "The recording has not been uploaded yet."
    assert response["Content-Type"].startswith("text/plain")


def test_it_says_that_it_is_gone(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    delete_remotely(meetings_server)

    response = media(alice_client, recording)

    recording.refresh_from_db()
    assert response.status_code == 410
    assert recording.state == RecordingState.GONE


def test_it_sends_nobody_to_another_host(alice_client, meetings_server, settings):
    recording = uploaded_recording(meetings_server)
    port = urlsplit(meetings_server.url).port
    settings.MEETINGS_API_URL = f"http://localhost:{port}/beta/meetings"

    response = media(alice_client, recording)

    assert response.status_code == 502
    assert "not safe to follow" in response.text
    assert "Signature" not in response.text


@pytest.mark.parametrize("fault", ["unauthorized", "malformed", "server_error"])
def test_it_says_in_plain_text_what_the_api_did(alice_client, meetings_server, fault):
    recording = uploaded_recording(meetings_server)
    meetings_server.control("POST", "/control/faults", {"kind": fault, "count": 50})

    response = media(alice_client, recording)

    assert response.status_code == 502
    assert response["Content-Type"].startswith("text/plain")


def test_it_says_that_the_api_cannot_be_reached(alice_client, unreachable_api):
    response = media(alice_client, stop_recording(event="uploaded"))

    assert response.status_code == 502
    assert "cannot be reached" in response.text


def test_it_knows_no_other_recording(alice_client):
    assert alice_client.get(reverse("recordings:media", args=["unknown"])).status_code == 404
