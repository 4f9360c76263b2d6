"""The look at a film once it is there: its size, a frame of it, and what may go wrong."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from recordings import films
from recordings.films import films_look
from recordings.media import FilmUnavailable, film_length, film_range
from recordings.models import Recording
from recordings.posters import poster_storage, thumbnail_name
from recordings.services import recording_link
from tests.support.meetings import stop_recording
from tests.support.remote import uploaded_recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def looked_at(recording: Recording) -> Recording:
    films_look()
    recording.refresh_from_db()
    return recording


def test_it_learns_the_size_and_takes_a_frame(meetings_server):
    recording = looked_at(uploaded_recording(meetings_server))

    assert recording.size_bytes > 10_000
    with poster_storage().open(recording.poster) as file, Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 360))
    with poster_storage().open(thumbnail_name(recording.poster)) as file, Image.open(file) as small:
        assert small.size == (160, 90)
    assert recording.film_due_at is None


def test_it_looks_once(meetings_server):
    uploaded_recording(meetings_server)

    assert [films_look(), films_look()] == [1, 0]


def test_it_does_not_look_before_the_file_is_there(meetings_server):
    stop_recording()

    assert films_look() == 0


def test_without_ffmpeg_it_learns_the_size_all_the_same(meetings_server, no_ffmpeg):
    recording = looked_at(uploaded_recording(meetings_server))

    assert recording.size_bytes
    assert (recording.poster, recording.film_due_at) == ("", None)


def test_a_film_that_fails_is_given_up_after_some_tries(meetings_server, settings):
    recording = uploaded_recording(meetings_server)
    settings.MEETINGS_API_URL = meetings_server.url.replace("127.0.0.1", "localhost") + (
        "/beta/meetings"
    )
    pauses = []
    while (recording := looked_at(recording)).film_due_at is not None:
        pauses.append(recording.film_due_at - timezone.now())
        Recording.objects.update(film_due_at=timezone.now())

    assert pauses == sorted(pauses)
    assert (len(pauses), recording.film_tries) == (len(films.PAUSES), len(films.PAUSES) + 1)


def test_an_api_that_fails_is_not_held_against_the_film(meetings_server, unreachable_api):
    recording = looked_at(stop_recording(event="uploaded"))

    assert recording.film_tries == 0
    assert recording.film_due_at > timezone.now()


def test_an_api_that_fails_is_asked_no_further(unreachable_api):
    for number in range(3):
        stop_recording(f"rec-{number}", event="uploaded")

    assert films_look() == 1


def test_a_film_that_was_claimed_is_left_to_the_other(meetings_server):
    recording = uploaded_recording(meetings_server)
    now = timezone.now()

    assert films._claim(recording, now)
    assert not films._claim(recording, now)


def test_a_claim_that_was_killed_is_taken_up_again(meetings_server):
    recording = uploaded_recording(meetings_server)
    films._claim(recording, timezone.now() - films.CLAIM - timedelta(seconds=1))

    assert looked_at(recording).size_bytes


def test_a_part_of_a_film_is_fetched(meetings_server):
    link = recording_link(recording=uploaded_recording(meetings_server))

    with BytesIO() as file:
        part = film_range(link, first=4, length=4, file=file)
        assert file.getvalue() == b"ftyp"

    assert part.length == 4
    assert part.film_bytes == film_length(link) > 10_000


def test_a_link_that_storage_refuses_says_so_without_the_link(meetings_server):
    link = recording_link(recording=uploaded_recording(meetings_server))

    with pytest.raises(FilmUnavailable, match=r"^storage answered 403$"):
        film_length(link.replace("Signature=", "Signature=0"))
