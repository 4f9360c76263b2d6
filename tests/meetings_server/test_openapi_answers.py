"""What every operation may answer, whatever it is for; `server.api` holds it to the document."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from itertools import product
from urllib.parse import urlsplit

import pytest
import requests

from tests.meetings_server.answers import MISSING_AUTH, UNAUTHORIZED
from tests.support.meetings_server import MeetingsServerProcess

METHODS = ("get", "post", "put", "patch", "delete")
FOR_EVERYBODY = ("GET", "/v1/meetings/dial-in-numbers")

Operations = list[tuple[str, str]]


@pytest.fixture
def operations(server: MeetingsServerProcess) -> Operations:
    """Methods and paths, with ids that nothing has."""
    paths = server.document.schema.raw_schema["paths"]
    found = [
        (method.upper(), "/v1/meetings" + path.replace("{", "no-").replace("}", ""))
        for (path, item), method in product(paths.items(), METHODS)
        if method in item
    ]
    assert {method for method, _path in found} == {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return found


@pytest.mark.parametrize(("sent", "answered"), [(None, MISSING_AUTH), (("k", "s"), UNAUTHORIZED)])
def test_it_refuses_strangers(
    server: MeetingsServerProcess,
    operations: Operations,
    sent: tuple[str, str] | None,
    answered: dict[str, str],
) -> None:
    for method, path in set(operations) - {FOR_EVERYBODY}:
        response = server.api(method, path, auth=sent)

        assert (response.status_code, response.json()) == (401, answered), (method, path)


@pytest.mark.parametrize(("kind", "status"), [("rate_limited", 429), ("server_error", 500)])
def test_it_fails_when_told_to(
    server: MeetingsServerProcess, operations: Operations, kind: str, status: int
) -> None:
    server.control("POST", "/control/faults", {"kind": kind, "count": len(operations)})

    answers = [server.api(method, path) for method, path in operations]

    assert {answer.status_code for answer in answers} == {status}


def test_it_refuses_a_body_that_is_too_large(
    server: MeetingsServerProcess, operations: Operations
) -> None:
    answers = {
        (method, path): server.api(method, path, data=b" " * 1024 * 1024 + b"{}").status_code
        for method, path in operations
        if method in ("POST", "PUT", "PATCH") and "no-room" not in path
    }

    assert {method for method, _path in answers} == {"POST", "PUT", "PATCH"}
    assert {*answers.values()} == {requests.codes.request_entity_too_large}, answers


@pytest.mark.parametrize(
    ("length", "status", "name"),
    [(str(11 * 1024 * 1024), 413, "PayloadTooLargeError"), ("many", 400, "BadRequestError")],
)
def test_what_does_not_even_reach_it_is_refused_in_the_same_words(
    server: MeetingsServerProcess, length: str, status: int, name: str
) -> None:
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=10)) as connection:
        connection.putrequest("POST", "/v1/meetings/rooms")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        answer = json.load(connection.getresponse())

    assert (answer["status"], answer["name"]) == (status, name)
    assert answer["message"] and set(answer) == {"message", "name", "status"}
