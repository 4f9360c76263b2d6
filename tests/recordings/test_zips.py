"""Several films in one zip: whole, for a day, and only for who asked for it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from jobs.models import Job, JobState
from jobs.services import job_begin, job_cancel, job_retry
from jobs.steps import jobs_step
from recordings import zips
from recordings.job_kinds import ARCHIVE, ZIP
from recordings.models import Recording, ZipBundle
from recordings.zips import zips_remove_old
from tests.conftest import signed_in
from tests.support.film_server import Film, FilmServer, film_digest
from tests.support.films import film_recording
from tests.support.jobs import outcomes, work
from tests.support.meetings import begin_session, name_room, stop_recording
from tests.support.permissions import grant
from tests.support.streaming import body

pytestmark = pytest.mark.django_db
LENGTHS = {"rec-1": 3_000_017, "rec-2": 1_000_003, "rec-3": 5}


@pytest.fixture
def films(settings, tmp_path) -> Iterator[FilmServer]:
    settings.ZIP_DIR = tmp_path / "zips"
    settings.RECORDING_ARCHIVE_URL = f"file://{tmp_path}/archive"
    with FilmServer({name: Film(length) for name, length in LENGTHS.items()}) as server:
        settings.MEETINGS_API_URL = server.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        for name in LENGTHS:
            film_recording(name)
        yield server


def begin(actor, *ids: str) -> Job:
    return job_begin(kind=ZIP, actor=actor, targets=[(name, "") for name in ids or LENGTHS])


def fetch(client, job: Job, **headers: str):
    return client.get(reverse("recordings:zip", args=[job.pk]), headers=headers)


def lengths_in(content: bytes) -> list[int]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return [entry.file_size for entry in found.infolist()]


def file_of(job: Job) -> Path:
    return zips.zip_path(ZipBundle.objects.get(job=job))


def test_all_films_are_in_it_and_whole(alice, alice_client, films):
    job = begin(alice)
    work()

    content = body(fetch(alice_client, job))

    with zipfile.ZipFile(io.BytesIO(content)) as found:
        digests = {hashlib.sha256(found.read(name)).hexdigest() for name in found.namelist()}
    assert digests == {film_digest(length) for length in LENGTHS.values()}


def test_films_of_the_same_name_are_numbered(alice, films):
    job = begin(alice)
    work()

    names = sorted(zipfile.ZipFile(file_of(job)).namelist())

    assert all(name.startswith("Board room 20") for name in names)
    assert (len(set(names)), sum("(2)" in name for name in names)) == (3, 1)


def test_names_that_a_disk_takes_for_one_are_numbered(alice, films):
    name_room("BOARD ROOM", "r-2")
    begin_session("s-2", "r-2")
    stop_recording("rec-4", "s-2", event="uploaded")
    films.films["rec-4"] = Film(5)
    Recording.objects.update(began_at="2026-11-22T15:00Z")
    job = begin(alice, "rec-1", "rec-4")
    work()

    names = zipfile.ZipFile(file_of(job)).namelist()

    assert len({name.casefold() for name in names}) == 2


def test_it_says_how_far_a_long_film_is(alice, films, monkeypatch):
    monkeypatch.setattr(zips, "BEAT_BYTES", 1_000_000)
    said = []
    monkeypatch.setattr(zips, "beat", lambda job: said.append(outcomes(job)["rec-1"][1]))

    begin(alice, "rec-1")
    work()

    assert said[-1].endswith("MB of it so far.")


def test_the_job_s_page_leads_to_it(alice, alice_client, films):
    job = begin(alice)
    assert "Download the zip" not in alice_client.get(job.get_absolute_url()).text

    work()

    page = alice_client.get(job.get_absolute_url()).text
    assert "Download the zip" in page
    assert "It can be downloaded until" in page


def test_half_of_it_is_not_handed_out(alice, alice_client, films):
    job = begin(alice)
    jobs_step(seconds=0)

    assert fetch(alice_client, job).status_code == 404


@pytest.mark.parametrize("garbage", [b"", b"half a film", b"x" * 100_000])
def test_what_a_dead_worker_left_is_cut_off(alice, alice_client, films, garbage):
    job = begin(alice)
    jobs_step(seconds=0)
    # As it is while the second film is written over the table of contents.
    zips.GrowingZip(file_of(job))._keep_table()
    with file_of(job).open("r+b") as file:
        with zipfile.ZipFile(file) as found:
            table_at = found.start_dir
        file.seek(table_at)
        file.write(garbage)
    work()

    assert lengths_in(body(fetch(alice_client, job))) == list(LENGTHS.values())


def test_a_film_that_was_added_but_not_noted_is_not_in_it_twice(alice, alice_client, films):
    job = begin(alice)
    jobs_step(seconds=0)
    noted = ZipBundle.objects.get()
    jobs_step(seconds=0)
    ZipBundle.objects.update(names=noted.names, whole_bytes=noted.whole_bytes)
    job.items.filter(target="rec-2").update(state="waiting")

    work()

    assert lengths_in(body(fetch(alice_client, job))) == list(LENGTHS.values())


def test_a_film_that_fails_is_listed_and_can_be_added_later(alice, alice_client, films):
    film = films.films.pop("rec-2")
    job = begin(alice)
    work()
    assert outcomes(job)["rec-2"][0] == "failed"
    assert lengths_in(body(fetch(alice_client, job))) == [3_000_017, 5]

    films.films["rec-2"] = film

    Recording.objects.update(gone_at=None)
    job_retry(job=job, actor=alice)
    work()

    assert lengths_in(body(fetch(alice_client, job))) == [3_000_017, 5, 1_000_003]


def test_a_film_that_breaks_off_for_good_leaves_the_others_whole(alice, alice_client, films):
    job = begin(alice)
    jobs_step(seconds=0)
    films.breaks = [200_000, 0, 0, 0, 0, 0]

    work()

    assert outcomes(job)["rec-2"][0] == "failed"
    assert lengths_in(body(fetch(alice_client, job)))[0] == 3_000_017


def test_no_film_at_all_makes_no_zip(alice, films):
    films.films.clear()
    job = begin(alice)

    work()

    job.refresh_from_db()
    assert (job.state, "There is no zip" in job.error) == (JobState.FAILED, True)


def test_archived_films_come_from_the_archive(alice, alice_client, films):
    job_begin(kind=ARCHIVE, actor=alice, targets=[("rec-1", "")])
    work()
    films.films.clear()
    job = begin(alice, "rec-1")

    work()

    assert lengths_in(body(fetch(alice_client, job))) == [3_000_017]


def test_an_interrupted_download_goes_on(alice, alice_client, films):
    job = begin(alice)
    work()
    whole = body(fetch(alice_client, job))

    rest = fetch(alice_client, job, Range="bytes=1000-")

    assert rest.status_code == 206
    assert body(rest) == whole[1000:]


def test_the_web_server_in_front_sends_it_when_told(alice, alice_client, films, settings):
    job = begin(alice)
    work()
    settings.ZIP_ACCEL_PREFIX = "/zips"

    response = fetch(alice_client, job)

    assert response["X-Accel-Redirect"] == f"/zips/{file_of(job).name}"
    assert response["Content-Disposition"].startswith('attachment; filename="Recordings ')
    assert not response.content

    file_of(job).unlink()
    assert fetch(alice_client, job).status_code == 404


def test_it_is_only_for_who_asked_for_it(alice, bob, charlie, charlie_client, films):
    job = begin(alice)
    work()
    grant(bob, "download_recording")

    assert fetch(signed_in(bob), job).status_code == 404
    assert fetch(charlie_client, job).status_code == 403


def test_it_expires(alice, alice_client, films):
    job = begin(alice)
    work()
    ZipBundle.objects.update(ready_at=timezone.now() - timedelta(hours=25))

    assert fetch(alice_client, job).status_code == 404
    page = alice_client.get(job.get_absolute_url()).text
    assert "Download the zip" not in page
    assert "is not there any more" in page
    assert [zips_remove_old(), zips_remove_old()] == [1, 0]
    assert not file_of(job).exists()


def test_a_removed_one_is_not_made_up(alice, films):
    film = films.films.pop("rec-2")
    job = begin(alice)
    work()
    ZipBundle.objects.update(ready_at=timezone.now() - timedelta(hours=25))
    zips_remove_old()
    films.films["rec-2"] = film

    job_retry(job=job, actor=alice)
    work()

    job.refresh_from_db()
    assert "removed meanwhile" in job.error


def test_one_that_was_cancelled_is_removed_a_day_later(alice, films):
    job = begin(alice)
    jobs_step(seconds=0)
    job_cancel(job=job, actor=alice)
    work()
    ZipBundle.objects.update(made_at=timezone.now() - timedelta(hours=25))

    assert zips_remove_old() == 1


def test_each_film_in_it_is_on_record(alice, films):
    begin(alice)
    work()

    entries = AuditEntry.objects.filter(action="recording.download", actor=alice)
    assert entries.count() == 3


@pytest.mark.parametrize("limit", ["MOST_FILMS", "SPARE_BYTES"])
def test_too_much_is_refused(alice_client, films, monkeypatch, limit):
    monkeypatch.setattr(zips, limit, {"MOST_FILMS": 2, "SPARE_BYTES": 2**60}[limit])

    data = {"action": "zip", "recording": list(LENGTHS)}
    response = alice_client.post(reverse("recordings:bulk"), data, follow=True)

    assert not Job.objects.exists()
    assert "at most 2" in response.text or "not enough room" in response.text
