from __future__ import annotations

from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from tests.meetings_server.answers import missing, refusal
from tests.support.meetings_server import MeetingsServerProcess

FAMILIES = ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"]


def host_token(room: dict[str, Any]) -> dict[str, Any]:
    query = parse_qs(urlsplit(room["_links"]["host_url"]["href"]).query)
    return jwt.decode(query["participant_token"][0], options={"verify_signature": False})


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_reads_the_same_room(
    server: MeetingsServerProcess, room: dict[str, Any], family: str
) -> None:
    found = server.api("GET", f"/{family}/rooms/{room['id']}").json()

    assert found | {"_links": {}} == room | {"_links": {}}


@pytest.mark.parametrize("path", ["/beta/meetings/rooms/{}/", "//beta//meetings///rooms//{}//"])
def test_slashes_do_not_matter(
    server: MeetingsServerProcess, room: dict[str, Any], path: str
) -> None:
    assert server.api("GET", path.format(room["id"])).json()["id"] == room["id"]


def test_the_host_of_a_room_stays_the_same(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    again = server.api("GET", f"/beta/meetings/rooms/{room['id']}").json()

    assert host_token(again)["participantId"] == host_token(room)["participantId"]
    assert set(host_token(again)) == {"participantId", "iat"}


@pytest.mark.parametrize("room_id", ["no-such-room", "%00", "%F0%9F%A6%86", "a" * 2000])
def test_it_knows_no_such_room(server: MeetingsServerProcess, room_id: str) -> None:
    response = server.api("GET", f"/v1/meetings/rooms/{room_id}")

    assert refusal(response) == missing(
        f"Failed to fetch resource with id {requests.utils.unquote(room_id)}"
    )


@pytest.mark.parametrize(
    "path", ["/beta/meetings", "/beta/meetings/people", "/rooms", "/nothing/here", "/%E2%82%AC"]
)
def test_what_is_unknown_is_told_in_json(server: MeetingsServerProcess, path: str) -> None:
    response = server.api("GET", path)

    assert refusal(response) == missing(f"Cannot GET {requests.utils.unquote(path)}")


@pytest.mark.parametrize("method", ["PUT", "POST", "TRACE", "BREW"])
def test_a_method_without_a_route_is_told_in_json(
    server: MeetingsServerProcess, room: dict[str, Any], method: str
) -> None:
    path = f"/beta/meetings/rooms/{room['id']}"

    assert refusal(server.api(method, path)) == missing(f"Cannot {method} {path}")


def test_head_has_the_headers_of_get(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    path = f"/beta/meetings/rooms/{room['id']}"
    response = server.api("HEAD", path)

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(server.api("GET", path).content)


def test_options_tells_the_methods(server: MeetingsServerProcess) -> None:
    response = server.api("OPTIONS", "/beta/meetings/rooms", auth=None)

    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/v1/meetings/dial-in-numbers", "/v1/meetings/nothing"])
def test_the_connection_stays_open_for_the_next_call(
    server: MeetingsServerProcess, method: str, path: str
) -> None:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    for _ in range(2):
        connection.request(method, path)
        response = connection.getresponse()
        response.read()

        assert int(response.headers["Content-Length"]) > 0
        assert connection.sock is not None
    connection.close()
