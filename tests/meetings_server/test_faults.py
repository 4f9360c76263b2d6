from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.meetings_server.answers import UNAUTHORIZED
from tests.meetings_server.conftest import Start
from tests.support.meetings_server import MeetingsServerProcess

ROOMS = "/v1/meetings/rooms"


def order(server: MeetingsServerProcess, kind: str, **fields: Any) -> None:
    server.control("POST", "/control/faults", {"kind": kind} | fields)


def test_rate_limited(server: MeetingsServerProcess) -> None:
    order(server, "rate_limited", retry_after=3)

    response = server.api("GET", ROOMS)

    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")


def test_server_error(server: MeetingsServerProcess) -> None:
    order(server, "server_error")

    response = server.api("GET", ROOMS)

    assert (response.status_code, response.json()["name"]) == (500, "InternalServerError")


def test_unauthorized(server: MeetingsServerProcess) -> None:
    order(server, "unauthorized")

    response = server.api("GET", ROOMS)

    assert (response.status_code, response.json()) == (401, UNAUTHORIZED)


def test_malformed(server: MeetingsServerProcess) -> None:
    order(server, "malformed")

    response = server.api("GET", ROOMS, is_documented=False)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        response.json()


def test_cut_off(server: MeetingsServerProcess) -> None:
    order(server, "cut_off")

    with server.api("GET", ROOMS, is_documented=False, stream=True) as response:
        assert response.status_code == 200
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            assert response.content


def test_slow(server: MeetingsServerProcess) -> None:
    order(server, "slow", seconds=0.3)
    began = time.monotonic()

    assert server.api("GET", ROOMS).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_a_slow_change_happens(server: MeetingsServerProcess) -> None:
    order(server, "slow", seconds=0.1)
    server.create_room()

    assert server.api("GET", ROOMS).json()["total_items"] == 1


def test_it_fails_as_often_as_told_after_those_it_skips(server: MeetingsServerProcess) -> None:
    order(server, "server_error", count=2, skip=1)

    assert [server.api("GET", ROOMS).status_code for _ in range(4)] == [200, 500, 500, 200]


def test_it_fails_where_told(server: MeetingsServerProcess) -> None:
    order(server, "server_error", path="recordings")

    assert server.api("GET", ROOMS).status_code == 200
    assert server.api("GET", "/beta/meetings/recordings/x").status_code == 500


def test_faults_can_be_taken_back(server: MeetingsServerProcess) -> None:
    order(server, "server_error", count=9)
    server.control("DELETE", "/control/faults")

    assert server.api("GET", ROOMS).status_code == 200


def test_the_control_surface_does_not_fail(server: MeetingsServerProcess) -> None:
    order(server, "server_error", count=9)

    assert server.control("GET", "/control/state")["rooms"] == 0


def test_what_was_ordered_is_not_logged(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    server = start()
    order(server, "server_error")

    assert server.api("GET", ROOMS).status_code == 500
    server.stop()
    assert capfd.readouterr().err == ""
