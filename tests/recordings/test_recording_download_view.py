from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.urls import reverse

from core.models import AuditEntry
from recordings.models import Recording
from tests.support.meetings import SCRIPT, stop_recording
from tests.support.permissions import grant
from tests.support.remote import delete_remotely, stopped_recording, uploaded_recording

pytestmark = pytest.mark.django_db


def download(client, recording: Recording, **options):
    return client.get(reverse("recordings:download", args=[recording.remote_id]), **options)


def test_it_sends_the_browser_to_a_file_with_a_name(alice_client, meetings_server):
    response = download(alice_client, uploaded_recording(meetings_server))

    file = requests.head(response["Location"], timeout=5)
    assert "Board room" in file.headers["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_it_is_on_record(alice, alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)

    download(alice_client, recording)

    entry = AuditEntry.objects.get(action="recording.download")
    assert (entry.actor, entry.target) == (alice, f"recording:{recording.remote_id}")
    assert "Signature" not in f"{entry.detail}{entry.changes}"


def test_a_link_is_on_record_also_where_headers_alone_were_asked_for(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)

    response = alice_client.head(reverse("recordings:download", args=[recording.remote_id]))

    assert "Signature" in response["Location"]
    assert AuditEntry.objects.get().action == "recording.download"


@pytest.mark.parametrize("range_", ["bytes=1-", "bytes=-1000000", "bytes=5-9,0-4"])
def test_no_part_of_a_film_is_fetched_past_the_record(alice_client, meetings_server, range_):
    recording = uploaded_recording(meetings_server)

    assert download(alice_client, recording, headers={"Range": range_}).status_code == 302
    assert AuditEntry.objects.get().action == "recording.download"


def test_the_rest_of_a_download_is_not_another_one(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    download(alice_client, recording)

    download(alice_client, recording, headers={"Range": "bytes=500-"})

    assert AuditEntry.objects.count() == 1


def test_a_film_that_the_player_was_given_is_on_record_once(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    url = reverse("recordings:media", args=[recording.remote_id])
    for range_ in ("bytes=0-", "bytes=700-", "bytes=1-"):
        assert alice_client.get(url, headers={"Range": range_}).status_code == 302

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("recording.open", f"recording:{recording.remote_id}")


def test_headers_alone_say_that_there_is_no_film_yet(alice_client, meetings_server):
    recording = stopped_recording(meetings_server)

    response = alice_client.head(reverse("recordings:download", args=[recording.remote_id]))

    assert response.status_code == 409
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: b=c", 'quo"te', SCRIPT, "会议室 📹", "a/../b"])
def test_no_name_gets_into_a_header(alice_client, meetings_server, name):
    response = download(alice_client, uploaded_recording(meetings_server, room_name=name))

    assert "Set-Cookie" not in response
    assert "\n" not in response["Location"]
    assert "Signature" in parse_qs(urlsplit(response["Location"]).query)


def test_it_goes_back_and_says_that_the_upload_is_to_come(alice_client, meetings_server):
    recording = stopped_recording(meetings_server)

    response = download(alice_client, recording, follow=True)

    assert response.redirect_chain == [(recording.get_absolute_url(), 302)]
    assert "The recording has not been uploaded yet." in response.text
    assert AuditEntry.objects.get().outcome == "refused"


def test_it_goes_back_and_says_that_it_is_gone(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    delete_remotely(meetings_server)

    assert (
        "does not have this recording any more"
        in download(alice_client, recording, follow=True).text
    )


def test_it_goes_back_when_the_api_cannot_be_reached(alice_client, unreachable_api):
    recording = stop_recording(event="uploaded")

    assert "cannot be reached" in download(alice_client, recording, follow=True).text


def test_it_sends_nobody_to_another_host(alice_client, meetings_server, settings):
    recording = uploaded_recording(meetings_server)
    port = urlsplit(meetings_server.url).port
    settings.MEETINGS_API_URL = f"http://localhost:{port}/beta/meetings"

    response = download(alice_client, recording, follow=True)

    assert response.redirect_chain == [(recording.get_absolute_url(), 302)]
    assert "not safe to follow" in response.text


def test_to_look_at_recordings_is_not_enough(bob_client):
    assert download(bob_client, stop_recording()).status_code == 403


def test_who_may_download_must_be_allowed_to_look_too(charlie, charlie_client):
    grant(charlie, "download_recording")

    assert download(charlie_client, stop_recording()).status_code == 403


def test_it_knows_no_other_recording(alice_client):
    assert alice_client.get(reverse("recordings:download", args=["unknown"])).status_code == 404
