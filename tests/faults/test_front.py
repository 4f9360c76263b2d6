"""Films and zips that the web server in front sends in our place."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.faults.conftest import Start
from tests.faults.front import nginx
from tests.faults.test_films import MB, Dashboard, api
from tests.support.film_server import Film, FilmServer, film_digest
from tests.support.log_scrape import canary
from tests.support.serve import Serve, wait_for

LENGTH = 64 * MB + 7
FILM = "/recordings/rec-1/download/"
PREFIXES = {"RECORDING_ACCEL_PREFIX": "/archive/", "ZIP_ACCEL_PREFIX": "/zips/"}
PASSWORD = canary("another-rather-long-password-2")
COLLEAGUE = (
    f"from accounts.models import User;User.objects.create_user('colleague', password='{PASSWORD}')"
)


class Front:
    """The dashboard with one archived film, seen through nginx."""

    def __init__(self, url: str, dashboard: Dashboard) -> None:
        self.url, self.dashboard = url, dashboard

    def ask(
        self, path: str, session: requests.Session | None = None, *, method: str = "GET", **options
    ) -> requests.Response:
        asking = session or self.dashboard.session
        options = {"timeout": 30, "allow_redirects": False, **options}
        return asking.request(method, f"{self.url}{path}", **options)


@pytest.fixture
def front(start: Start, tmp_path: Path) -> Iterator[Front]:
    with FilmServer({"rec-1": Film(LENGTH)}) as films:
        dashboard = Dashboard(start(api(films, **PREFIXES)), films)
        done(dashboard, dashboard.bulk("archive", recording="rec-1"))
        with nginx(dashboard.serve, tmp_path / "nginx") as url:
            yield Front(url, dashboard)


def done(dashboard: Dashboard, job: str) -> str:
    wait_for(lambda: dashboard.is_done(job), seconds=120, says=dashboard.serve.said)
    return job


def colleague(serve: Serve) -> requests.Session:
    """Somebody who signs in and may do nothing."""
    serve.manage("shell", "-c", COLLEAGUE)
    return serve.signed_in("colleague", PASSWORD)


def test_a_film_is_sent_whole_in_ranges_and_resumed(front: Front):
    digest, got = hashlib.sha256(), 0
    with front.ask(FILM, stream=True) as first:
        for chunk in first.iter_content(MB):
            digest.update(chunk)
            got += len(chunk)
            if got > LENGTH // 2:
                break
    headers = {"Range": f"bytes={got}-", "If-Range": first.headers["ETag"]}
    rest = front.ask(FILM, headers=headers)
    digest.update(rest.content)
    whole, last = front.ask(FILM), front.ask(FILM, headers={"Range": "bytes=-100"})

    assert (first.status_code, rest.status_code, last.status_code) == (200, 206, 206)
    assert digest.hexdigest() == hashlib.sha256(whole.content).hexdigest() == film_digest(LENGTH)
    assert last.content == whole.content[-100:]
    assert last.headers["Content-Range"] == f"bytes {LENGTH - 100}-{LENGTH - 1}/{LENGTH}"


def test_it_is_nginx_that_sends_it_under_the_name_that_we_gave(front: Front):
    asked = front.ask(FILM, method="HEAD")

    assert asked.headers["Server"].startswith("nginx")
    assert (asked.headers["Content-Length"], asked.content) == (str(LENGTH), b"")
    assert asked.headers["Content-Type"] == "video/mp4"
    assert asked.headers["Accept-Ranges"] == "bytes"
    assert asked.headers["X-Content-Type-Options"] == "nosniff"
    assert asked.headers["Content-Disposition"].startswith("attachment; filename=")
    straight = front.dashboard.get(FILM)
    assert straight.headers["X-Accel-Redirect"].startswith("/archive/")
    assert straight.content == b""


def test_what_is_forbidden_stays_so_and_the_folders_are_not_to_be_seen(front: Front):
    location = front.dashboard.get(FILM).headers["X-Accel-Redirect"]
    stranger, nobody = colleague(front.dashboard.serve), requests.Session()

    assert front.ask(FILM, stranger).status_code == 403
    assert "/sign-in/" in front.ask(FILM, nobody).headers["Location"]
    for path in (location, "/archive/", "/zips/", location.replace("/archive/", "/archive//")):
        for session in (None, stranger, nobody):
            assert front.ask(path, session).status_code == 404


def test_a_zip_is_sent_too(front: Front):
    job = done(front.dashboard, front.dashboard.bulk("zip", recording="rec-1"))
    address = f"/recordings/zips/{job.strip('/').rpartition('/')[2]}/"

    answer = front.ask(address)

    assert front.dashboard.get(address).headers["X-Accel-Redirect"].startswith("/zips/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        (entry,) = found.infolist()
        assert hashlib.sha256(found.read(entry)).hexdigest() == film_digest(LENGTH)
