from __future__ import annotations

import pytest

from tests.meetings_server.answers import missing, refusal
from tests.support.meetings_server import MeetingsServerProcess


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
def test_everybody_may_read_the_numbers(server: MeetingsServerProcess, family: str) -> None:
    response = server.api("GET", f"/{family}/dial-in-numbers", auth=None)

    numbers = response.json()
    assert response.status_code == 200
    assert {tuple(entry) for entry in numbers} == {("number", "locale", "display_name")}
    assert all(entry["number"].isdecimal() for entry in numbers)


def test_credentials_do_no_harm(server: MeetingsServerProcess) -> None:
    assert server.api("GET", "/v1/meetings/dial-in-numbers/").status_code == 200


def test_numbers_can_only_be_read(server: MeetingsServerProcess) -> None:
    response = server.api("POST", "/v1/meetings/dial-in-numbers")

    assert refusal(response) == missing("Cannot POST /v1/meetings/dial-in-numbers")
