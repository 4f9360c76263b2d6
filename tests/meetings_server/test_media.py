from __future__ import annotations

from urllib.parse import unquote

import pytest
import requests

from tests.meetings_server.conftest import Start
from tests.support.meetings_server import MeetingsServerProcess


def link_of(server: MeetingsServerProcess, recording_id: str) -> str:
    recording = server.api("GET", f"/beta/meetings/recordings/{recording_id}").json()
    return recording["_links"]["url"]["href"]


def part(link: str, wanted: str, **headers: str) -> requests.Response:
    return requests.get(link, headers={"Range": wanted} | headers, timeout=10)


@pytest.fixture
def link(server: MeetingsServerProcess, recording_id: str) -> str:
    return link_of(server, recording_id)


@pytest.fixture
def film(link: str) -> bytes:
    return requests.get(link, timeout=10).content


def test_it_serves_a_film(link: str) -> None:
    response = requests.get(link, timeout=10)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "video/mp4")
    assert response.content[4:8] == b"ftyp"
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert response.headers["Accept-Ranges"] == "bytes"


def test_it_needs_no_other_credentials(link: str) -> None:
    assert requests.get(link, headers={"Authorization": "Basic x"}, timeout=10).ok


def test_the_file_is_named_after_the_room(server: MeetingsServerProcess, link: str) -> None:
    disposition = requests.get(link, timeout=10).headers["Content-Disposition"]

    assert disposition.startswith('attachment; filename="Choir rehearsal_')
    assert ".mp4" in disposition


def test_no_name_of_a_room_breaks_the_header(server: MeetingsServerProcess) -> None:
    name = 'a"b\r\nSet-Cookie: x=1;/..\\\u202e名' + "😀" * 150
    room = server.create_room(display_name=name)
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    recording = server.control("POST", f"/control/sessions/{session}/recordings")["recording_id"]
    server.control("POST", f"/control/recordings/{recording}/stop")

    response = requests.get(link_of(server, recording), timeout=10)

    assert response.ok and "Set-Cookie" not in response.headers
    assert "/" not in response.headers["Content-Disposition"].split("filename=")[1].split('"')[1]
    assert unquote(response.headers["Content-Disposition"]).count("😀") == 150


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=100-", 100, -1),
        ("bytes=-7", -7, -1),
        ("bytes=-999999999999", 0, -1),
        ("bytes=5-" + "9" * 5000, 5, -1),
        ("bytes=00005-0009", 5, 9),
    ],
)
def test_it_serves_a_part(link: str, film: bytes, wanted: str, first: int, last: int) -> None:
    first, last = first % len(film), last % len(film)

    response = part(link, wanted)

    assert (response.status_code, response.content) == (206, film[first : last + 1])
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(film)}"


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0", "bytes=" + "9" * 5000 + "-"])
def test_it_has_nothing_beyond_the_end(link: str, film: bytes, wanted: str) -> None:
    response = part(link, wanted)

    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{len(film)}"


@pytest.mark.parametrize(
    "wanted", ["bytes=-", "bytes=9-5", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", "bytes=٣-٤"]
)
def test_it_serves_the_whole_to_who_asks_for_no_part(link: str, film: bytes, wanted: str) -> None:
    response = requests.get(link, headers={"Range": wanted.encode()}, timeout=10)

    assert (response.status_code, response.content == film) == (200, True)


def test_a_part_of_an_older_film_is_the_whole_of_the_new(link: str, film: bytes) -> None:
    etag = requests.head(link, timeout=10).headers["ETag"]

    assert part(link, "bytes=0-9", **{"If-Range": etag}).status_code == 206
    assert part(link, "bytes=0-9", **{"If-Range": '"older"'}).content == film


def test_head_tells_the_size(link: str, film: bytes) -> None:
    response = requests.head(link, timeout=10)

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(film)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_can_only_be_read(link: str, method: str) -> None:
    response = requests.request(method, link, timeout=10)

    assert (response.status_code, "MethodNotAllowed" in response.text) == (405, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Expires=", "Expires=9"),
        ("Expires=", "Expires=abc"),
        ("Signature=", "Signature=0"),
        ("Signature=", "Signature=%C3%A9"),
        ("Signature=", "Sig="),
        ("AWSAccessKeyId=", "AWSAccessKeyId=X"),
        ("attachment", "inline"),
        ("video%2Fmp4", "text%2Fhtml"),
        ("/archive.mp4", "0/archive.mp4"),
    ],
)
def test_it_refuses_a_link_that_was_changed(link: str, old: str, new: str) -> None:
    response = requests.get(link.replace(old, new), timeout=10)

    assert link.count(old) == 1
    assert (response.status_code, response.headers["Content-Type"]) == (403, "application/xml")
    assert "<Code>SignatureDoesNotMatch</Code>" in response.text


def test_a_link_expires_by_the_clock_of_the_server(
    server: MeetingsServerProcess, link: str
) -> None:
    server.control("POST", "/control/clock", {"advance_seconds": 890})
    assert requests.get(link, timeout=10).status_code == 200

    server.control("POST", "/control/clock", {"advance_seconds": 20})
    response = requests.get(link, timeout=10)

    assert (response.status_code, "<Message>Request has expired" in response.text) == (403, True)


def test_a_link_is_good_for_as_long_as_told(start: Start) -> None:
    server = start(extra=["--recording-link-seconds", "60"])
    link = link_of(server, recorded(server))
    server.control("POST", "/control/clock", {"advance_seconds": 61})

    assert requests.get(link, timeout=10).status_code == 403


def recorded(server: MeetingsServerProcess) -> str:
    room = server.create_room()
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    recording = server.control("POST", f"/control/sessions/{session}/recordings")["recording_id"]
    server.control("POST", f"/control/recordings/{recording}/stop")
    return recording


def test_a_deleted_recording_has_no_film(
    server: MeetingsServerProcess, recording_id: str, link: str
) -> None:
    server.api("DELETE", f"/beta/meetings/recordings/{recording_id}")

    response = requests.get(link, timeout=10)

    assert (response.status_code, "<Code>NoSuchKey</Code>" in response.text) == (404, True)
