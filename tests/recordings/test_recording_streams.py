"""RECORDING_DOWNLOAD=stream: the film passes through the dashboard."""

from __future__ import annotations

import hashlib
import logging
import socket

import pytest
from django.urls import reverse

from core.models import AuditEntry
from recordings import streams
from recordings.models import Recording
from tests.support.film_server import Film, FilmServer, film_bytes, film_digest
from tests.support.meetings import begin_session, name_room, stop_recording
from tests.support.streaming import body, film_headers, leave, leaving

pytestmark = pytest.mark.django_db
LENGTH = 3 * 1024 * 1024 + 17


@pytest.fixture
def films(settings):
    with FilmServer({"rec-1": Film(LENGTH)}) as server:
        settings.MEETINGS_API_URL = server.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        settings.RECORDING_DOWNLOAD = "stream"
        yield server
    assert streams._slots._taken == 0, "a stream was left open"


@pytest.fixture
def recording(films) -> Recording:
    name_room("Board room")
    begin_session()
    return stop_recording(event="uploaded")


def download(client, headers: dict[str, str] | None = None, *, view: str = "download", **options):
    url = reverse(f"recordings:{view}", args=["rec-1"])
    return client.get(url, headers=headers or {}, **options)


def expected(first: int, end: int) -> bytes:
    return b"".join(film_bytes(first, end))


def test_the_film_comes_whole_and_by_name(alice_client, recording):
    response = download(alice_client)

    assert response.status_code == 200
    assert hashlib.sha256(body(response)).hexdigest() == film_digest(LENGTH)
    assert int(response["Content-Length"]) == LENGTH
    assert response["Content-Disposition"].startswith('attachment; filename="Board room 20')
    assert "no-store" in response["Cache-Control"]


def test_whatever_storage_calls_it_it_is_a_film(alice_client, recording):
    response = download(alice_client)
    leave(response)

    assert response["Content-Type"] == "video/mp4"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_no_length_is_lost_to_compression(alice_client, recording):
    response = download(alice_client, {"Accept-Encoding": "gzip"})
    leave(response)

    assert response["Content-Length"] == str(LENGTH)
    assert "Content-Encoding" not in response


def test_a_range_comes_as_one(alice_client, recording):
    response = download(alice_client, {"Range": "bytes=1000-1999"}, view="media")

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 1000-1999/{LENGTH}"
    assert body(response) == expected(1000, 2000)


@pytest.mark.parametrize("range_", ["", "bytes=1000-1999", f"bytes={LENGTH}-"])
def test_its_headers_alone_are_those_of_the_film(alice_client, recording, range_):
    url = reverse("recordings:download", args=["rec-1"])
    # The first one learns from the API when the recording began.
    leave(download(alice_client))
    whole = download(alice_client, {"Range": range_})
    leave(whole)
    AuditEntry.objects.all().delete()

    alone = alice_client.head(url, headers={"Range": range_})

    assert (alone.status_code, film_headers(alone)) == (whole.status_code, film_headers(whole))
    assert not alone.streaming
    assert streams._slots._taken == 0
    assert not AuditEntry.objects.exists()


def test_an_interrupted_download_goes_on(alice_client, recording):
    first = download(alice_client)
    leave(first)

    response = download(alice_client, {"Range": "bytes=5000-", "If-Range": first["ETag"]})

    assert body(response) == expected(5000, LENGTH)


def test_another_film_is_not_joined_to_the_half_of_the_first(alice_client, recording):
    response = download(alice_client, {"Range": "bytes=5000-", "If-Range": '"other"'})

    assert response.status_code == 200
    assert len(body(response)) == LENGTH


def test_a_range_that_is_not_there_is_refused(alice_client, recording):
    response = download(alice_client, {"Range": f"bytes={LENGTH}-"})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{LENGTH}"


@pytest.mark.parametrize("header", ["bytes=1-2,5-6", "pages=1-2", "bytes=x", "bytes=-"])
def test_a_range_of_another_kind_gets_the_whole(alice_client, films, recording, header):
    response = download(alice_client, {"Range": header})
    leave(response)

    assert (response.status_code, films.ranges) == (200, [""])


def test_it_goes_on_with_a_fresh_link_where_storage_breaks_off(alice_client, films, recording):
    films.breaks = [1_000_000, 500_000]

    content = body(download(alice_client))

    assert hashlib.sha256(content).hexdigest() == film_digest(LENGTH)
    assert films.links_given == 3
    assert "bytes=0-" not in "".join(films.ranges)


def test_storage_that_breaks_off_for_ever_is_given_up(alice_client, films, recording):
    films.breaks = [1000, 0, 0, 0, 0, 0, 0]

    with pytest.raises(Exception, match="again and again"):
        body(download(alice_client))


def test_a_film_that_changes_on_the_way_is_not_pieced_together(alice_client, films, recording):
    films.breaks = [1_000_000]
    response = download(alice_client)
    films.films["rec-1"].version = 2

    with pytest.raises(Exception, match="another film"):
        body(response)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_it_says_that_storage_refuses(alice_client, films, recording, status):
    films.statuses = [status]

    response = download(alice_client, follow=True)

    assert f"storage answered {status}" in response.text


def test_only_so_many_at_once(alice_client, recording, settings):
    settings.RECORDING_STREAMS = 1
    first = download(alice_client)

    refused = download(alice_client)

    assert refused.status_code == 503
    assert "Try again soon" in refused.text
    assert refused["Retry-After"]
    leave(first)
    with leaving(download(alice_client)) as second:
        assert second.status_code == 200


def test_a_stream_that_cannot_begin_takes_no_place(alice_client, films, recording, settings):
    settings.RECORDING_STREAMS = 1
    films.statuses = [500]
    download(alice_client)

    with leaving(download(alice_client)) as response:
        assert response.status_code == 200


def test_a_download_is_on_record_once_with_all_its_parts(alice_client, recording):
    leave(download(alice_client))
    leave(download(alice_client, {"Range": "bytes=5000-"}))

    assert AuditEntry.objects.filter(action="recording.download").count() == 1


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://internal.example.com/",
        "file:///etc/passwd",
        "https://prod-meetings-recordings.s3.amazonaws.com.evil.example/",
        "//evil.example/film.mp4",
        "gopher://127.0.0.1:6379/_",
    ],
)
def test_no_redirect_leads_elsewhere(alice_client, films, recording, target, caplog):
    films.redirect_to = target

    with caplog.at_level(logging.WARNING):
        response = download(alice_client, follow=True)

    assert "not safe to follow" in response.text
    assert "A recording's link was refused" in caplog.text
    assert "Signature" not in caplog.text


def test_no_redirect_goes_on_for_ever(alice_client, films, recording):
    films.redirect_to = f"{films.url}/films/rec-1"

    assert "redirects on and on" in download(alice_client, follow=True).text


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_an_allowed_name_must_not_lead_into_the_own_network(
    alice_client, films, recording, settings, monkeypatch, caplog, address
):
    settings.RECORDING_HOSTS = ["films.example.com"]
    films.redirect_to = "https://films.example.com/film.mp4"
    really = socket.getaddrinfo

    def resolve(host, *arguments, **options):
        found = [(0, 0, 0, "", (address, 443))]
        return found if "example" in host else really(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    response = download(alice_client, follow=True)

    assert "leads to a private address" in response.text
    assert "leads to a private address" in caplog.text
