from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import invalid, refusal
from tests.meetings_server.themes import create_theme, set_default
from tests.support.meetings_server import MeetingsServerProcess


def update(server: MeetingsServerProcess, body: Any, family: str = "v1/meetings"):
    return server.api("PATCH", f"/{family}/applications", json=body)


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_it_sets_the_default_theme(
    server: MeetingsServerProcess, family: str, *, is_wrapped: bool
) -> None:
    flat = {"default_theme_id": create_theme(server)["theme_id"]}

    response = update(server, {"update_details": flat} if is_wrapped else flat, family)

    identity = {"application_id": server.application_id, "account_id": server.api_key}
    assert (response.status_code, response.json()) == (200, identity | flat)


def test_it_takes_the_default_theme_away(server: MeetingsServerProcess) -> None:
    set_default(server, create_theme(server)["theme_id"])

    assert set_default(server, None)["default_theme_id"] is None


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_an_unknown_theme_is_a_bad_request(
    server: MeetingsServerProcess, *, is_wrapped: bool
) -> None:
    flat = {"default_theme_id": "not-a-theme"}

    response = update(server, {"update_details": flat} if is_wrapped else flat)

    message = "Failed to update application because theme id not-a-theme not found"
    assert refusal(response) == (400, ("BadRequestError", message))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"update_details" is required'),
        ({"update_details": {}}, '"update_details" must have at least 1 key'),
        ({"update_details": {"name": "x"}}, '"update_details.name" is not allowed'),
        ({"default_theme_id": 7}, '"default_theme_id" must be a string'),
    ],
)
def test_it_refuses_what_is_no_change(
    server: MeetingsServerProcess, body: dict[str, Any], message: str
) -> None:
    assert refusal(update(server, body)) == invalid(message)


def test_an_application_can_only_be_changed(server: MeetingsServerProcess) -> None:
    response = server.api("GET", "/v1/meetings/applications")

    assert refusal(response) == (
        404,
        ("NotFoundError", "Cannot GET /v1/meetings/applications"),
    )
