"""Copies of films, in a folder and in a bucket: whole or not there at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from jobs.models import Job
from jobs.services import job_begin, job_cancel, job_retry
from jobs.steps import jobs_step
from recordings import archive as archiving
from recordings.archive import archive_delete
from recordings.archive_rule import archive_new
from recordings.job_kinds import ARCHIVE
from recordings.models import Archive, ArchiveState, Recording
from recordings.stores import DiskStore, store_at
from recordings.trash import NotDeletable, recording_hold
from tests.support.bucket_service import bucket_service
from tests.support.film_server import Film, FilmServer, film_bytes, film_digest
from tests.support.films import film_recording
from tests.support.jobs import outcomes, work
from tests.support.streaming import body, film_headers, leave

pytestmark = pytest.mark.django_db
LENGTH = 12 * 1024 * 1024 + 345
PART = 5 * 1024 * 1024


@pytest.fixture
def films(settings, monkeypatch) -> Iterator[FilmServer]:
    monkeypatch.setattr(archiving, "PART_BYTES", PART)
    with FilmServer({"rec-1": Film(LENGTH)}) as server:
        settings.MEETINGS_API_URL = server.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        yield server


@pytest.fixture
def recording(films) -> Recording:
    return film_recording()


@pytest.fixture(scope="session")
def s3_service() -> Iterator[str]:
    with bucket_service() as address:
        yield address


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.RECORDING_ARCHIVE_URL = f"file://{tmp_path}/archive"
    return tmp_path / "archive"


@pytest.fixture
def bucket(settings, s3_service, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    service = boto3.resource("s3", endpoint_url=s3_service, region_name="us-east-1")
    bucket = service.create_bucket(Bucket="films")
    settings.RECORDING_ARCHIVE_URL = f"s3://films/kept?endpoint_url={s3_service}&region=us-east-1"
    yield bucket
    bucket.objects.all().delete()


@pytest.fixture(params=["folder", "bucket"])
def store(request) -> None:
    request.getfixturevalue(request.param)


def begin(actor) -> Job:
    return job_begin(kind=ARCHIVE, actor=actor, targets=[("rec-1", "Board room")])


def copy_of(archive: Archive) -> bytes:
    return b"".join(store_at(archive.store).read(archive.key))


def files_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_a_film_is_copied_and_verified(alice, store, recording):
    begin(alice)

    work()

    archive = Archive.objects.get()
    assert archive.state == ArchiveState.READY
    assert (archive.bytes_total, archive.sha256) == (LENGTH, film_digest(LENGTH))
    assert hashlib.sha256(copy_of(archive)).hexdigest() == archive.sha256


def test_each_step_asks_for_a_fresh_link_and_one_part(alice, folder, films, recording):
    begin(alice)

    work(seconds=0)

    assert films.ranges == [
        f"bytes=0-{PART - 1}",
        f"bytes={PART}-{2 * PART - 1}",
        f"bytes={2 * PART}-{3 * PART - 1}",
    ]
    assert films.links_given == 3


def test_nothing_is_shown_before_it_is_whole(alice, folder, recording):
    job = begin(alice)
    jobs_step(seconds=0)

    archive = Archive.objects.get()
    assert (archive.state, archive.is_ready) == (ArchiveState.COPYING, False)
    assert [name for name in files_in(folder) if name.endswith(".mp4")] == []
    assert "Copied" in outcomes(job)["rec-1"][1]


def test_a_worker_that_died_is_gone_on_from(alice, store, films, recording):
    begin(alice)
    jobs_step(seconds=0)
    jobs_step(seconds=0)
    done = Archive.objects.get().bytes_done

    work()

    assert done == 2 * PART
    assert films.ranges.count(f"bytes=0-{PART - 1}") == 1
    assert Archive.objects.get().sha256 == film_digest(LENGTH)


def test_what_a_dead_worker_wrote_but_did_not_note_is_written_again(alice, store, films, recording):
    begin(alice)
    jobs_step(seconds=0)
    noted = Archive.objects.get()
    jobs_step(seconds=0)
    Archive.objects.filter(pk=noted.pk).update(bytes_done=noted.bytes_done, parts=noted.parts)

    work()

    assert Archive.objects.get().sha256 == film_digest(LENGTH)


def test_a_film_that_changes_on_the_way_is_copied_anew(alice, store, films, recording):
    job = begin(alice)
    jobs_step(seconds=0)
    films.films["rec-1"].version = 2

    work()

    assert Archive.objects.get().sha256 == film_digest(LENGTH)
    assert outcomes(job)["rec-1"][0] == "done"


def test_a_copy_that_is_not_what_was_written_is_not_taken(alice, folder, films, recording):
    job = begin(alice)
    while Archive.objects.first() is None or Archive.objects.get().state != "verifying":
        jobs_step(seconds=0)
    (part,) = folder.rglob("*.part")
    with part.open("r+b") as file:
        file.seek(LENGTH // 2)
        file.write(b"rotten")
    jobs_step(seconds=0)

    assert not Archive.objects.get().is_ready
    assert "not what was written" in outcomes(job)["rec-1"][1]
    assert files_in(folder) == [f"{Path(Archive.objects.get().key).name}.part"]


def test_storage_that_fails_is_tried_again(alice, folder, films, recording):
    films.statuses = [500, 403]
    job = begin(alice)
    for _attempt in range(3):
        work()
        job.items.update(due_at=timezone.now())
        Job.objects.update(due_at=timezone.now())

    assert Archive.objects.get().sha256 == film_digest(LENGTH)


def test_storage_that_fails_for_ever_is_given_up_and_can_be_retried(
    alice, folder, films, recording
):
    films.statuses = [500] * archiving.MOST_TRIES
    job = begin(alice)
    for _attempt in range(archiving.MOST_TRIES):
        work()
        job.items.update(due_at=timezone.now())
        Job.objects.update(due_at=timezone.now())
    assert outcomes(job)["rec-1"][0] == "failed"
    assert Archive.objects.get().state == ArchiveState.FAILED

    job_retry(job=job, actor=alice)
    work()

    assert Archive.objects.get().is_ready


def test_a_connection_that_breaks_off_costs_only_what_did_not_come(
    alice, folder, films, recording, monkeypatch
):
    monkeypatch.setattr(archiving, "PART_BYTES", 8 * 1024 * 1024)
    films.breaks = [6 * 1024 * 1024]
    begin(alice)

    work()

    assert Archive.objects.get().sha256 == film_digest(LENGTH)
    begun_at = int(films.ranges[1].removeprefix("bytes=").partition("-")[0])
    assert PART < begun_at <= 6 * 1024 * 1024


def test_what_the_api_does_not_have_is_said(alice, folder, films, recording):
    films.films.clear()
    job = begin(alice)

    work()

    state, detail = outcomes(job)["rec-1"]
    assert (state, "does not have this recording" in detail) == ("failed", True)


def test_a_second_archiving_is_done_at_once(alice, folder, films, recording):
    begin(alice)
    work()
    requests = len(films.ranges)
    second = begin(alice)
    work()

    assert outcomes(second)["rec-1"][0] == "done"
    assert len(films.ranges) == requests


def test_two_jobs_do_not_copy_the_same_film(alice, folder, recording):
    begin(alice)
    jobs_step(seconds=0)
    second = begin(alice)

    work(seconds=0)

    assert outcomes(second)["rec-1"] == ("skipped", "Another job is archiving it.")


def test_a_cancelled_archive_is_gone_on_with_by_the_next_job(alice, folder, films, recording):
    job = begin(alice)
    jobs_step(seconds=0)
    job_cancel(job=job, actor=alice)
    work()
    assert Archive.objects.get().badge == ArchiveState.FAILED

    begin(alice)
    work()

    assert films.ranges.count(f"bytes=0-{PART - 1}") == 1
    assert Archive.objects.get().is_ready


def test_it_is_off_without_an_address(alice, settings, recording):
    settings.RECORDING_ARCHIVE_URL = ""
    job = begin(alice)

    work()

    job.refresh_from_db()
    assert "Archiving is off" in job.error


def test_a_folder_that_cannot_be_written_says_so(alice, settings, tmp_path, recording):
    (tmp_path / "taken").touch()
    settings.RECORDING_ARCHIVE_URL = f"file://{tmp_path}/taken"
    job = begin(alice)

    work()

    assert "Not a directory" in outcomes(job)["rec-1"][1]


def test_the_copy_is_deleted_on_demand(alice, store, recording):
    begin(alice)
    work()
    archive = Archive.objects.get()

    assert archive_delete(recording=recording, actor=alice) is True

    assert not Archive.objects.exists()
    with pytest.raises(archiving.StoreFailed):
        copy_of(archive)
    assert AuditEntry.objects.filter(action="recording.archive_delete").exists()


def test_the_copy_of_what_is_on_hold_is_not_deleted(alice, folder, recording):
    begin(alice)
    work()
    recording_hold(recording=recording, reason="Audit", actor=alice)

    with pytest.raises(NotDeletable):
        archive_delete(recording=recording, actor=alice)


def test_the_rule_archives_what_was_uploaded_lately_once(folder, settings, recording):
    settings.RECORDING_ARCHIVE_AUTOMATICALLY = True

    assert archive_new() is not None
    assert archive_new() is None
    work()

    assert Archive.objects.get().is_ready


def test_the_page_offers_to_archive_what_is_not_being_archived(
    alice, alice_client, folder, recording
):
    offer = f'action="{reverse("recordings:archive", args=[recording.remote_id])}"'
    assert offer in alice_client.get(recording.get_absolute_url()).text

    Archive.objects.create(recording=recording, job=begin(alice))

    assert offer not in alice_client.get(recording.get_absolute_url()).text


def test_nothing_offers_to_archive_where_that_is_off(alice_client, settings, recording):
    settings.RECORDING_ARCHIVE_URL = ""
    address = reverse("recordings:archive", args=[recording.remote_id])

    assert address not in alice_client.get(recording.get_absolute_url()).text
    assert "Archiving is off" in alice_client.post(address, follow=True).text


def test_what_could_not_be_archived_is_found_in_the_library(
    alice, alice_client, films, folder, recording
):
    films.films.clear()
    job = begin(alice)
    work()
    films.films["rec-1"] = Film(10)

    failed = reverse("recordings:list") + "?archived=failed"
    assert outcomes(job)["rec-1"][0] == "failed"
    Recording.objects.update(gone_at=None)
    assert "Not archived" in alice_client.get(failed).text

    job_retry(job=job, actor=alice)
    work()

    assert not alice_client.get(failed).context["board"].rows


def test_one_whose_job_was_cancelled_is_found_there_too(alice, alice_client, folder, recording):
    job = begin(alice)
    Archive.objects.create(recording=recording, job=job)
    failed = reverse("recordings:list") + "?archived=failed"
    assert not alice_client.get(failed).context["board"].rows

    job_cancel(job=job, actor=alice)
    work()

    assert "Not archived" in alice_client.get(failed).text


def test_the_last_copy_can_be_put_on_hold(alice, alice_client, folder, recording):
    Recording.objects.update(deleted_at="2026-11-22T15:00Z")
    offer = reverse("recordings:hold", args=[recording.remote_id])
    assert offer not in alice_client.get(recording.get_absolute_url()).text

    Archive.objects.create(recording=recording, state=ArchiveState.READY, bytes_total=1)

    assert offer in alice_client.get(recording.get_absolute_url()).text


def test_the_rule_is_off_by_default(folder, recording):
    assert archive_new() is None


def watch(client, headers: dict[str, str] | None = None, *, view: str = "media"):
    return client.get(reverse(f"recordings:{view}", args=["rec-1"]), headers=headers or {})


@pytest.fixture
def archived(alice, folder, recording) -> Recording:
    begin(alice)
    work()
    return recording


def test_the_copy_is_played_when_the_api_has_nothing_any_more(alice_client, films, archived):
    films.films.clear()
    Recording.objects.update(gone_at=timezone.now())

    response = watch(alice_client, {"Range": "bytes=100-199"})

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 100-199/{LENGTH}"
    assert body(response) == b"".join(film_bytes(100, 200))
    page = alice_client.get(archived.get_absolute_url()).text
    assert "Played from the archive." in page
    assert "<video" in page


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [("bytes=0-0", 0, 1), ("bytes=-10", LENGTH - 10, LENGTH), (f"bytes=5-{LENGTH * 2}", 5, LENGTH)],
)
def test_any_range_of_the_copy(alice_client, archived, header, first, end):
    response = watch(alice_client, {"Range": header})

    assert response["Content-Range"] == f"bytes {first}-{end - 1}/{LENGTH}"
    assert len(body(response)) == end - first


@pytest.mark.parametrize("header", ["bytes=9-5", "bytes=-", "bytes=0-1,4-5", "cows=1-2"])
def test_nonsense_gets_all_of_the_copy(alice_client, archived, header):
    response = watch(alice_client, {"Range": header})

    assert response.status_code == 200
    assert len(body(response)) == LENGTH


@pytest.mark.parametrize("header", [f"bytes={LENGTH}-", "bytes=-0"])
def test_a_range_that_is_not_there_is_416(alice_client, archived, header):
    assert watch(alice_client, {"Range": header}).status_code == 416


def test_if_range_of_another_copy_gets_all(alice_client, archived):
    response = watch(alice_client, {"Range": "bytes=5-", "If-Range": '"other"'})

    assert len(body(response)) == LENGTH


@pytest.mark.parametrize("prefix", ["", "/kept/"])
@pytest.mark.parametrize("header", ["", "bytes=100-199"])
def test_headers_alone_are_those_of_the_copy(alice_client, archived, settings, prefix, header):
    settings.RECORDING_ACCEL_PREFIX = prefix
    whole = watch(alice_client, {"Range": header})
    leave(whole)

    alone = alice_client.head(
        reverse("recordings:media", args=["rec-1"]), headers={"Range": header}
    )

    assert (alone.status_code, film_headers(alone)) == (whole.status_code, film_headers(whole))


def test_a_copy_that_is_lost_says_so(alice_client, archived, folder):
    for file in folder.rglob("*.mp4"):
        file.unlink()

    response = watch(alice_client)

    assert (response.status_code, "cannot be read" in response.text) == (502, True)


def test_the_web_server_in_front_sends_it_when_told(alice_client, archived, settings):
    settings.RECORDING_ACCEL_PREFIX = "/kept/"

    response = watch(alice_client, view="download")

    assert response["X-Accel-Redirect"] == f"/kept/{Archive.objects.get().key}"
    assert "attachment" in response["Content-Disposition"]
    assert not response.content


def test_what_is_in_an_older_folder_is_sent_from_here(alice_client, archived, settings, tmp_path):
    settings.RECORDING_ACCEL_PREFIX = "/kept/"
    settings.RECORDING_ARCHIVE_URL = f"file://{tmp_path}/new"

    response = watch(alice_client, {"Range": "bytes=5-9"})

    assert "X-Accel-Redirect" not in response
    assert body(response) == b"".join(film_bytes(5, 10))


def test_a_copy_in_a_bucket_is_linked_to(alice, alice_client, bucket, recording, s3_service):
    begin(alice)
    work()

    response = watch(alice_client, view="download")
    file = requests.get(response["Location"], headers={"Range": "bytes=5-9"}, timeout=5)
    page = alice_client.get(recording.get_absolute_url())

    assert file.content == b"".join(film_bytes(5, 10))
    assert "Board room" in file.headers["Content-Disposition"]
    assert s3_service in page["Content-Security-Policy"]


def test_a_copy_in_a_bucket_is_passed_through_when_told(
    alice, alice_client, bucket, recording, settings
):
    begin(alice)
    work()
    settings.RECORDING_DOWNLOAD = "stream"

    response = watch(alice_client, {"Range": "bytes=5-9"})

    assert body(response) == b"".join(film_bytes(5, 10))


def test_a_store_of_another_kind_is_refused():
    with pytest.raises(archiving.StoreFailed):
        store_at("ftp://example.com/")
    assert isinstance(store_at("file:///srv/a%20b"), DiskStore)


def archive_button(client):
    return client.post(reverse("recordings:archive", args=["rec-1"]), follow=True)


def test_a_button_begins_it_and_shows_how_far_it_is(alice_client, folder, recording):
    response = archive_button(alice_client)

    assert response.redirect_chain == [(Job.objects.get().get_absolute_url(), 302)]
    assert "Archive recordings" in response.text


def test_archived_already(alice_client, archived):
    assert "archived already" in archive_button(alice_client).text


def test_it_wants_the_right(bob_client, recording):
    assert archive_button(bob_client).status_code == 403


def test_the_purge_page_says_whether_it_is_the_only_copy(alice_client, archived):
    url = reverse("recordings:purge", args=["rec-1"])
    assert "Delete the archived copy, too" in alice_client.get(url).text


def test_a_purge_takes_the_copy_only_when_told(alice_client, films, archived):
    url = reverse("recordings:purge", args=["rec-1"])
    alice_client.post(url)
    assert (films.deletions, Archive.objects.count()) == (["rec-1"], 1)

    alice_client.post(url, {"copy": "on"})

    assert (films.deletions, Archive.objects.count()) == (["rec-1"], 0)
