from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from recordings.models import Archive, ArchiveState, Recording, RecordingState, Trash
from recordings.services import recording_refresh
from recordings.trash import recording_hold
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT, name_room, stop_recording
from tests.support.permissions import grant
from tests.support.remote import (
    delete_remotely,
    running_recording,
    stopped_recording,
    uploaded_recording,
)

pytestmark = pytest.mark.django_db
FAMILIES = ("beta/meetings", "v1/meetings", "meetings")


def url_of(recording: Recording) -> str:
    return reverse("recordings:purge", args=[recording.remote_id])


def test_it_says_what_goes_and_deletes_nothing_yet(alice_client):
    recording = stop_recording(event="uploaded")

    text = alice_client.get(url_of(recording)).text

    assert "10 min" in text
    assert "cannot be brought back" in text
    assert "data-dialog-content" in text
    assert not Recording.objects.gone().exists()


def test_it_offers_to_archive_instead_what_has_no_copy(alice_client):
    recording = stop_recording(event="uploaded")
    instead = f'formaction="{reverse("recordings:archive", args=[recording.remote_id])}"'
    assert instead in alice_client.get(url_of(recording)).text

    Archive.objects.create(recording=recording, state=ArchiveState.READY, bytes_total=1)

    assert instead not in alice_client.get(url_of(recording)).text


@pytest.mark.parametrize("family", FAMILIES)
def test_it_deletes(alice_client, meetings_server, settings, family):
    settings.MEETINGS_API_URL = f"{meetings_server.url}/{family}"
    recording = uploaded_recording(meetings_server)

    response = alice_client.post(url_of(recording), follow=True)

    recording.refresh_from_db()
    assert recording.state == RecordingState.GONE
    assert response.redirect_chain == [(reverse("recordings:list"), 302)]
    assert "The recording is deleted." in response.text


def test_it_is_on_record(alice, alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)

    alice_client.post(url_of(recording))

    entry = AuditEntry.objects.get(action="recording.delete")
    assert (entry.actor, entry.outcome) == (alice, AuditEntry.Outcome.DONE)


def test_it_says_that_it_was_gone_already(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    delete_remotely(meetings_server)

    response = alice_client.post(url_of(recording), follow=True)

    assert "did not have the recording any more" in response.text
    assert Recording.objects.gone().exists()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("unfinished", [running_recording, stopped_recording])
def test_it_shows_a_refusal_and_keeps_the_recording(
    alice_client, meetings_server, settings, family, unfinished
):
    settings.MEETINGS_API_URL = f"{meetings_server.url}/{family}"
    recording = unfinished(meetings_server)

    response = alice_client.post(url_of(recording))

    assert response.status_code == 400
    assert "Not deleted." in response.text
    assert "only once it has been uploaded" in response.text
    assert not Recording.objects.gone().exists()
    assert AuditEntry.objects.get().outcome == AuditEntry.Outcome.REFUSED


def test_it_does_not_offer_what_the_api_would_refuse(alice_client):
    text = alice_client.get(url_of(stop_recording())).text

    assert "only once it has been uploaded" in text
    assert "Delete for good</button>" not in text


def test_it_says_that_the_api_cannot_be_reached(alice_client, unreachable_api):
    response = alice_client.post(url_of(stop_recording(event="uploaded")))

    assert response.status_code == 400
    assert "cannot be reached" in response.text
    assert not Recording.objects.gone().exists()


def test_it_escapes_hostile_names(alice_client):
    recording = stop_recording(event="uploaded")
    recording.session.room = name_room(SCRIPT)
    recording.session.save()

    assert is_only_text(alice_client.get(url_of(recording)).text, SCRIPT)


def test_it_wants_the_page_s_own_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(url_of(stop_recording())).status_code == 403


def test_it_deletes_nothing_that_is_on_hold(alice, alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    recording_hold(recording=recording, reason="For the auditors", actor=alice)

    response = alice_client.post(url_of(recording))

    assert response.status_code == 400
    assert "For the auditors" in response.text
    assert recording_refresh(recording=recording).state == RecordingState.UPLOADED


def test_what_the_api_refused_is_not_left_in_the_trash(alice_client, meetings_server):
    alice_client.post(url_of(stopped_recording(meetings_server)))

    assert not Trash.objects.exists()


def test_to_move_to_the_trash_is_not_enough(bob, bob_client):
    grant(bob, "delete_recording")

    assert bob_client.post(url_of(stop_recording(event="uploaded"))).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_bob_may_not(bob_client, method):
    response = getattr(bob_client, method)(url_of(stop_recording(event="uploaded")))

    assert response.status_code == 403
    assert not Recording.objects.gone().exists()


def test_it_knows_no_other_recording(alice_client):
    assert alice_client.post(reverse("recordings:purge", args=["unknown"])).status_code == 404


def test_it_asks_for_a_proof_again_after_a_while(alice_client, time_machine):
    url = url_of(stop_recording(event="uploaded"))
    time_machine.move_to(time.time() + 360, tick=False)

    asked = alice_client.get(url)["Location"], alice_client.post(url)["Location"]
    assert asked[0].startswith("/account/confirm/?next=%2Frecordings%2F")
    assert asked[1] == "/account/confirm/?next=%2Faccount%2Fgo-on%2F"
    assert not Recording.objects.gone().exists()
