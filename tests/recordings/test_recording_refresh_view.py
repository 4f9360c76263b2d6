from __future__ import annotations

import pytest
from django.urls import reverse

from recordings.models import Recording, RecordingState
from tests.support.meetings import stop_recording
from tests.support.remote import delete_remotely, stopped_recording, uploaded_recording

pytestmark = pytest.mark.django_db


def refresh(client, recording: Recording, **options):
    return client.post(reverse("recordings:refresh", args=[recording.remote_id]), **options)


def test_it_finds_that_the_upload_is_there(alice_client, meetings_server):
    recording = stopped_recording(meetings_server)
    meetings_server.control("POST", f"/control/recordings/{recording.remote_id}/upload")

    response = refresh(alice_client, recording, follow=True)

    assert "The API says: Ready." in response.text
    assert "<video" in response.text


def test_it_says_that_nothing_is_new(alice_client, meetings_server):
    response = refresh(alice_client, uploaded_recording(meetings_server), follow=True)

    assert "The API says the same as before: Ready." in response.text


def test_it_finds_that_it_is_gone(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    delete_remotely(meetings_server)

    response = refresh(alice_client, recording, follow=True)

    recording.refresh_from_db()
    assert recording.state == RecordingState.GONE
    assert "The API says: Gone." in response.text


def test_it_says_that_the_api_cannot_be_reached(alice_client, unreachable_api):
    recording = stop_recording()

    response = refresh(alice_client, recording, follow=True)

    assert response.redirect_chain == [(recording.get_absolute_url(), 302)]
    assert "cannot be reached" in response.text


def test_it_is_not_done_by_looking(alice_client):
    url = reverse("recordings:refresh", args=[stop_recording().remote_id])

    assert alice_client.get(url).status_code == 405


def test_charlie_may_not(charlie_client):
    assert refresh(charlie_client, stop_recording()).status_code == 403


def test_it_knows_no_other_recording(alice_client):
    assert alice_client.post(reverse("recordings:refresh", args=["unknown"])).status_code == 404
