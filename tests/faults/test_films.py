"""Films of gigabytes, and processes that die while they copy, delete and pack them."""

from __future__ import annotations

import hashlib
import re
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
import requests

from tests.faults.conftest import TOKEN, Start
from tests.faults.processes import kill, processes_of
from tests.support.bucket_service import bucket_service
from tests.support.film_server import Film, FilmServer, film_digest
from tests.support.serve import CSRF, Serve, wait_for

MB = 1024 * 1024
TWO_GB = 2 * 1024 * MB
MOST_MEMORY = 150 * MB
# What is asked of a film for its length, and for the begin of it that its poster is taken from.
LOOKS = ("bytes=0-0", f"bytes=0-{8 * MB - 1}")
# Short, so that the next worker soon dares to go on.
LEASE = {"JOB_LEASE_SECONDS": "3"}


@pytest.fixture
def films() -> Iterator[FilmServer]:
    with FilmServer() as server:
        yield server


@pytest.fixture
def buckets() -> Iterator[str]:
    with bucket_service() as address:
        yield address


@pytest.fixture
def film_length(database_url: str) -> int:
    """No byte of a film passes through the database: all of its length on one of them is enough."""
    return TWO_GB // 5 if database_url else TWO_GB


def api(films: FilmServer, **environment: str) -> dict[str, str]:
    return {"MEETINGS_API_URL": films.api_url, **LEASE, **environment}


def tell_of_films(serve: Serve, films: FilmServer) -> None:
    for name in list(films.films):
        body = {
            "event": "recording:uploaded",
            "recording_id": name,
            "session_id": "s-1",
            "room_id": "r-1",
            "started_at": "2026-11-22T15:00:00.000Z",
            "ended_at": "2026-11-22T15:10:00.000Z",
            "duration": 600,
            "url": "https://films.example.com/",
        }
        assert requests.post(f"{serve.url}/hooks/{TOKEN}/", json=body, timeout=15).ok


class Dashboard:
    """What an administrator does in a browser."""

    def __init__(self, serve: Serve, films: FilmServer) -> None:
        tell_of_films(serve, films)
        self.serve, self.session = serve, serve.signed_in()
        for name in films.films:
            wait_for(lambda name=name: self.get(f"/recordings/{name}/").ok, says=serve.said)

    def get(self, path: str, **options) -> requests.Response:
        return self.session.get(f"{self.serve.url}{path}", timeout=30, **options)

    def bulk(self, action: str, **data) -> str:
        """Begin a job; the path of its page."""
        token = CSRF.search(self.get("/recordings/").text).group(1)
        answer = self.session.post(
            f"{self.serve.url}/recordings/bulk/",
            data={"csrfmiddlewaretoken": token, "action": action, "sure": "1", **data},
            timeout=30,
        )
        assert "/jobs/" in answer.url, answer.text
        return answer.url.removeprefix(self.serve.url)

    def progress(self, job: str) -> int:
        found = re.search(r'<progress[^>]* value="(\d+)"', self._page(job))
        return int(found.group(1)) if found else 0

    def state(self, job: str) -> str:
        found = re.search(
            r'id="job-state">\s*<span class="badge[^>]*>.*?(\w+)\s*</span>', self._page(job), re.S
        )
        return found.group(1) if found else ""

    def is_done(self, job: str) -> bool:
        return self.state(job) == "Done"

    def says(self, job: str, words: str) -> bool:
        return words in self._page(job)

    def _page(self, job: str) -> str:
        try:
            return self.get(job).text
        except requests.ConnectionError:
            return ""


def kill_the_worker(serve: Serve) -> None:
    """The embedded worker, and the web server with it; both come back."""
    kill(wait_for(lambda: processes_of(serve, "--multiprocessing-fork"), says=serve.said))


def peak_memory(serve: Serve) -> int:
    """The most memory that a process which answers requests has had so far."""
    statuses = [
        Path(f"/proc/{pid}/status").read_text()
        for pid in processes_of(serve, "--multiprocessing-fork")
    ]
    peaks = [int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) for status in statuses]
    return max(peaks) * 1024


def test_two_gigabytes_pass_through_in_little_memory(
    start: Start, films: FilmServer, film_length: int
):
    films.films["rec-1"] = Film(film_length)
    dashboard = Dashboard(start(api(films, RECORDING_DOWNLOAD="stream")), films)
    # The same process also looks at the film, and takes its poster.
    wait_for(lambda: set(LOOKS) <= set(films.ranges), says=dashboard.serve.said)
    digest, got = hashlib.sha256(), 0
    address = "/recordings/rec-1/download/"
    with dashboard.get(address, stream=True) as first:
        for chunk in islice(first.iter_content(MB), film_length // 3 // MB):
            digest.update(chunk)
            got += len(chunk)
        etag = first.headers["ETag"]
    headers = {"Range": f"bytes={got}-", "If-Range": etag}
    with dashboard.get(address, stream=True, headers=headers) as rest:
        assert rest.status_code == 206
        for chunk in rest.iter_content(MB):
            digest.update(chunk)

    assert digest.hexdigest() == film_digest(film_length)
    assert peak_memory(dashboard.serve) < MOST_MEMORY


def test_readers_who_leave_take_no_place_with_them(start: Start, films: FilmServer):
    films.films["rec-1"] = Film(200 * MB)
    dashboard = Dashboard(start(api(films, RECORDING_DOWNLOAD="stream")), films)

    for _reader in range(12):
        with dashboard.get("/recordings/rec-1/media/", stream=True) as answer:
            next(answer.iter_content(MB))
    part = wait_for(
        lambda: _ok(dashboard.get("/recordings/rec-1/media/", headers={"Range": "bytes=0-99"})),
        says=dashboard.serve.said,
    )

    assert len(part.content) == 100


def _ok(answer: requests.Response) -> requests.Response | None:
    return answer if answer.ok else None


def test_an_archive_of_two_gigabytes_outlives_its_worker(
    start: Start, films: FilmServer, film_length: int, tmp_path: Path
):
    films.films["rec-1"] = Film(film_length)
    dashboard = Dashboard(start(api(films)), films)
    job = dashboard.bulk("archive", recording="rec-1")
    for part in (film_length // 20, film_length // 3):
        wait_for(lambda part=part: copied(films) > part, seconds=60)
        kill_the_worker(dashboard.serve)
        assert not list((tmp_path / "archive").rglob("*.mp4"))
    wait_for(lambda: dashboard.is_done(job), seconds=120, says=dashboard.serve.said)

    (copy,) = (tmp_path / "archive").rglob("*.mp4")
    with copy.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == film_digest(film_length)
    # Whatever was noted before a kill was not fetched again.
    assert films.ranges.count("bytes=0-33554431") == 1


def copied(films: FilmServer) -> int:
    """How many bytes the steps have asked for, the last one not counted."""
    steps = [asked for asked in films.ranges if asked not in LOOKS]
    return max(0, len(steps) - 1) * 32 * MB


def test_an_archive_in_a_bucket_outlives_its_worker(
    start: Start, films: FilmServer, film_length: int, buckets: str, monkeypatch
):
    length = film_length + 7
    films.films["rec-1"], films.pause_seconds = Film(length), 0.005
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    # All such services of one process keep the same buckets.
    name = f"films-{urlsplit(buckets).port}"
    bucket = boto3.resource("s3", endpoint_url=buckets, region_name="us-east-1").create_bucket(
        Bucket=name
    )
    store = f"s3://{name}/kept?endpoint_url={buckets}&region=us-east-1"
    dashboard = Dashboard(start(api(films, RECORDING_ARCHIVE_URL=store, **keys)), films)

    job = dashboard.bulk("archive", recording="rec-1")
    wait_for(lambda: copied(films) > length // 20, seconds=60, says=dashboard.serve.said)
    kill_the_worker(dashboard.serve)
    assert not list(bucket.objects.all())
    wait_for(lambda: dashboard.is_done(job), seconds=300, says=dashboard.serve.said)

    (copy,) = bucket.objects.all()
    digest = hashlib.sha256()
    for chunk in copy.get()["Body"].iter_chunks(MB):
        digest.update(chunk)
    assert digest.hexdigest() == film_digest(length)


def test_a_bulk_deletion_outlives_its_worker(start: Start, films: FilmServer):
    for number in range(40):
        films.films[f"rec-{number}"] = Film(10)
    films.delete_seconds = 0.1
    names = list(films.films)
    dashboard = Dashboard(start(api(films)), films)

    job = dashboard.bulk("purge", recording=names)
    wait_for(lambda: len(films.deletions) > 10, seconds=60, says=dashboard.serve.said)
    kill_the_worker(dashboard.serve)
    wait_for(lambda: dashboard.is_done(job), seconds=120, says=dashboard.serve.said)

    assert sorted(films.deleted) == sorted(names)
    # Asked about again is only what was being deleted when the worker died.
    assert len(films.deletions) <= len(names) + 1
    assert dashboard.progress(job) == len(names)


def test_a_zip_outlives_its_worker(start: Start, films: FilmServer, tmp_path: Path):
    lengths = [20 * MB + number for number in range(8)]
    for number, length in enumerate(lengths):
        films.films[f"rec-{number}"] = Film(length)
    films.pause_seconds = 0.02
    dashboard = Dashboard(start(api(films)), films)

    job = dashboard.bulk("zip", recording=list(films.films))
    address = f"/recordings/zips/{job.strip('/').rpartition('/')[2]}/"
    wait_for(lambda: films.ranges.count("") > 2, seconds=60, says=dashboard.serve.said)
    assert dashboard.get(address).status_code == 404
    time.sleep(0.2)
    kill_the_worker(dashboard.serve)
    wait_for(lambda: dashboard.is_done(job), seconds=120, says=dashboard.serve.said)

    (tmp_path / "fetched.zip").write_bytes(dashboard.get(address).content)
    with zipfile.ZipFile(tmp_path / "fetched.zip") as found:
        assert found.testzip() is None
        assert sorted(entry.file_size for entry in found.infolist()) == lengths
        for entry in found.infolist():
            digest = hashlib.sha256(found.read(entry)).hexdigest()
            assert digest == film_digest(entry.file_size)
