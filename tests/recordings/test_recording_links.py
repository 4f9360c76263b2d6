"""What the API gives as a recording's link is followed only where recordings are kept."""

from __future__ import annotations

import logging
from email.message import Message

import pytest
from django.urls import reverse

from tests.support.film_server import Film, FilmServer, film_bytes
from tests.support.meetings import SCRIPT, begin_session, name_room, stop_recording
from tests.support.streaming import body

pytestmark = pytest.mark.django_db
OURS = "prod-meetings-recordings.s3.amazonaws.com"
ELSEWHERE = [
    "http://127.0.0.1:6379/",
    "https://10.1.2.3/film.mp4?Signature=secret",
    "http://169.254.169.254/latest/meta-data/",
    "https://[::1]/film.mp4",
    "https://[::ffff:10.1.2.3]/film.mp4",
    "https://evil.example/film.mp4?Signature=secret",
    f"https://{OURS}.evil.example/film.mp4",
    f"https://{OURS}@evil.example/film.mp4",
    f"https://evil.example\\@{OURS}/film.mp4",
    f"https://{OURS}:8443/film.mp4",
    f"http://{OURS}/film.mp4",
    f"ftp://{OURS}/film.mp4",
    f"//{OURS}/film.mp4",
    f"https://{OURS}:port/film.mp4",
    f"https://{OURS}/\r\nSet-Cookie: a=b",
    "https://[::1/film.mp4",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "film.mp4",
]
# Loopback, 10.1.2.3 and 169.254.169.254, written so that they do not look like it.
DISGUISED = [
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "167838211",
    "0251.0376.0251.0376",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:a9fe:a9fe]",
    "localhost",
    "0",
]


@pytest.fixture
def films(settings):
    with FilmServer({"rec-1": Film(1000)}) as server:
        settings.MEETINGS_API_URL = server.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        settings.RECORDING_HOSTS = [OURS]
        name_room("Board room")
        begin_session()
        stop_recording(event="uploaded")
        yield server


def fetch(client, view: str = "download"):
    return client.get(reverse(f"recordings:{view}", args=["rec-1"]), follow=view == "download")


@pytest.mark.parametrize(("way", "view"), [("redirect", "media"), ("stream", "download")])
@pytest.mark.parametrize("link", ELSEWHERE)
def test_a_link_that_leads_elsewhere_is_refused(
    alice_client, films, settings, caplog, link, way, view
):
    settings.RECORDING_DOWNLOAD = way
    films.link = lambda _recording_id: link

    with caplog.at_level(logging.WARNING):
        response = fetch(alice_client, view)

    assert "link is not safe to follow" in response.text
    assert "A recording's link was refused" in caplog.text
    assert "secret" not in response.text + caplog.text
    assert films.ranges == []


@pytest.mark.parametrize("host", DISGUISED)
def test_a_disguised_address_is_not_fetched_even_where_any_host_is_allowed(
    alice_client, films, settings, caplog, host
):
    settings.RECORDING_HOSTS = ["*"]
    settings.RECORDING_DOWNLOAD = "stream"
    films.link = lambda _recording_id: f"https://{host}/film.mp4"

    with caplog.at_level(logging.WARNING):
        response = fetch(alice_client)

    assert "not safe to follow" in response.text
    assert "A recording's link was refused" in caplog.text


@pytest.mark.parametrize("last", ["http://10.1.2.3/", "file:///etc/passwd", "https://evil.example"])
def test_a_chain_of_redirects_is_followed_up_to_what_is_refused(
    alice_client, films, settings, caplog, last
):
    settings.RECORDING_DOWNLOAD = "stream"
    films.redirects = [f"{films.url}/films/rec-1", last]

    assert "not safe to follow" in fetch(alice_client).text
    assert "A recording's link was refused" in caplog.text
    assert len(films.ranges) == 2


def test_a_chain_of_redirects_within_where_films_are_kept_is_followed(
    alice_client, films, settings
):
    settings.RECORDING_DOWNLOAD = "stream"
    films.redirects = [f"{films.url}/films/rec-1"]

    assert body(fetch(alice_client)) == b"".join(film_bytes(0, 1000))


@pytest.mark.parametrize(
    "name",
    ["a\r\nSet-Cookie: b=c", 'quo"te; filename="x.exe', SCRIPT, "会议室 📹", "a/../b", "a\\"],
)
def test_a_room_s_name_adds_nothing_to_a_header_of_ours(alice_client, films, settings, name):
    settings.RECORDING_DOWNLOAD = "stream"
    name_room(name)

    response = fetch(alice_client)
    body(response)
    parsed = Message()
    parsed["Content-Disposition"] = response["Content-Disposition"]

    assert "Set-Cookie" not in response.headers
    # Twice where it is not written in plain letters: in some, and as it is.
    names = ["filename"] * (1 if name.isascii() else 2)
    told = [key for key, _value in parsed.get_params(header="Content-Disposition")]
    assert told == ["attachment", *names]
    assert (parsed.get_filename() or "").endswith(".mp4")
    assert not set(parsed.get_filename() or "") & set('\r\n<>\\/"')
