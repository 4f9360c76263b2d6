from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from recordings.archive import archive_delete
from recordings.models import Archive, ArchiveState, Recording
from recordings.posters import poster_storage, thumbnail_name
from recordings.services import recording_delete
from tests.support.meetings import stop_recording
from tests.support.remote import uploaded_recording

pytestmark = pytest.mark.django_db
URL = reverse("recordings:poster", args=["rec-1"])


@pytest.fixture
def poster() -> str:
    stop_recording(event="uploaded")
    name = poster_storage().save("a.jpg", ContentFile(b"a picture"))
    Recording.objects.update(poster=name)
    return name


def test_it_is_a_picture_that_only_the_browser_keeps(alice_client, poster):
    response = alice_client.get(URL)

    assert (response.content, response["Content-Type"]) == (b"a picture", "image/jpeg")
    assert "private" in response["Cache-Control"]


def test_the_list_gets_a_small_one(alice_client, poster):
    poster_storage().save(thumbnail_name(poster), ContentFile(b"a small picture"))

    assert f'src="{URL}?small"' in alice_client.get("/recordings/").text
    assert alice_client.get(f"{URL}?small").content == b"a small picture"


def test_one_that_was_taken_without_a_small_one_serves_as_that(alice_client, poster):
    assert alice_client.get(f"{URL}?small").content == b"a picture"


def test_bob_may_see_it_and_charlie_may_not(bob_client, charlie_client, poster):
    assert bob_client.get(URL).status_code == 200
    assert charlie_client.get(URL).status_code == 403


def test_there_is_none_of_what_is_gone(alice_client, poster):
    Recording.objects.update(gone_at=timezone.now())

    assert alice_client.get(URL).status_code == 404


def test_that_of_an_archived_film_stays_for_as_long_as_the_copy(
    alice, alice_client, meetings_server, poster
):
    recording = uploaded_recording(meetings_server)
    Recording.objects.filter(pk=recording.pk).update(poster=poster)
    recording.refresh_from_db()
    Archive.objects.create(recording=recording, state=ArchiveState.READY)
    url = reverse("recordings:poster", args=[recording.remote_id])

    recording_delete(recording=recording, actor=alice)
    assert alice_client.get(url).status_code == 200

    archive_delete(recording=recording, actor=alice)
    assert alice_client.get(url).status_code == 404
    assert not poster_storage().exists(poster)


def test_there_is_none_before_it_is_taken_or_when_its_file_is_lost(alice_client, poster):
    poster_storage().delete(poster)
    assert alice_client.get(URL).status_code == 404
    Recording.objects.update(poster="")

    assert alice_client.get(URL).status_code == 404


def test_it_goes_with_the_recording(meetings_server, alice, poster):
    recording = uploaded_recording(meetings_server)
    Recording.objects.filter(pk=recording.pk).update(poster=poster)
    recording.refresh_from_db()

    poster_storage().save(thumbnail_name(poster), ContentFile(b"a small picture"))
    recording_delete(recording=recording, actor=alice)

    assert not poster_storage().exists(poster)
    assert not poster_storage().exists(thumbnail_name(poster))
