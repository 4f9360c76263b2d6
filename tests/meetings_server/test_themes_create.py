from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import MISSING_AUTH, invalid, refusal
from tests.meetings_server.conftest import Start
from tests.meetings_server.themes import BLUE, THEMES, create_theme, is_uuid
from tests.support.meetings_server import MeetingsServerProcess

KEYS = [
    "theme_id", "theme_name", "domain", "account_id", "application_id", "main_color",
    "short_company_url", "brand_text", "brand_image_colored", "brand_image_white",
    "branded_favicon", "brand_image_white_url", "brand_image_colored_url", "branded_favicon_url",
]  # fmt: skip


def create(server: MeetingsServerProcess, **fields: Any):
    return server.api("POST", THEMES, json=BLUE | fields)


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
def test_a_new_theme_has_every_field(server: MeetingsServerProcess, family: str) -> None:
    response = server.api("POST", f"/{family}/themes", json=BLUE | {"theme_name": "Blue"})

    theme = response.json()
    assert (response.status_code, list(theme)) == (201, KEYS)
    assert theme == dict.fromkeys(KEYS) | BLUE | {
        "theme_id": theme["theme_id"],
        "theme_name": "Blue",
        "domain": "VCP",
        "account_id": server.api_key,
        "application_id": server.application_id,
    }


@pytest.mark.parametrize("fields", [{}, {"theme_name": None}])
def test_it_makes_up_a_name_that_is_not_given(
    server: MeetingsServerProcess, fields: dict[str, Any]
) -> None:
    assert is_uuid(create_theme(server, **fields)["theme_name"])


@pytest.mark.parametrize(
    "fields",
    [
        {"main_color": "#fF0"},
        {"brand_text": "x" * 200},
        {"theme_name": "東" * 200},
        {"short_company_url": "a" * 128},
        {"short_company_url": "1-2"},
        {"short_company_url": "~"},
        {"short_company_url": None},
    ],
)
def test_it_takes_a_field_at_its_limit(
    server: MeetingsServerProcess, fields: dict[str, Any]
) -> None:
    assert fields.items() <= create_theme(server, **fields).items()


@pytest.mark.parametrize("name", ["main_color", "brand_text"])
def test_it_requires_a_colour_and_a_text(server: MeetingsServerProcess, name: str) -> None:
    body = {key: value for key, value in BLUE.items() if key != name}
    response = server.api("POST", THEMES, json=body)

    assert refusal(response) == invalid(f'"{name}" is required')


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"main_color": None}, '"main_color" must be a string'),
        (
            {"main_color": "#12f64e0"},
            '"main_color" length must be less than or equal to 7 characters long',
        ),
        (
            {"main_color": "blue"},
            '"main_color" fails to match the required pattern, as in #12f64e',
        ),
        (
            {"main_color": "#12f\n"},
            '"main_color" fails to match the required pattern, as in #12f64e',
        ),
        ({"brand_text": ""}, '"brand_text" is not allowed to be empty'),
        (
            {"brand_text": "x" * 201},
            '"brand_text" length must be less than or equal to 200 characters long',
        ),
        (
            {"theme_name": "x" * 201},
            '"theme_name" length must be less than or equal to 200 characters long',
        ),
        (
            {"short_company_url": "12345"},
            '"short_company_url" fails to match the required pattern, as in my-company',
        ),
        (
            {"short_company_url": "a/b"},
            '"short_company_url" fails to match the required pattern, as in my-company',
        ),
        (
            {"short_company_url": "a" * 129},
            '"short_company_url" length must be less than or equal to 128 characters long',
        ),
        ({"domain": "VBC"}, '"domain" is not allowed'),
    ],
)
def test_it_refuses_a_field_beyond_its_limit(
    server: MeetingsServerProcess, fields: dict[str, Any], message: str
) -> None:
    assert refusal(create(server, **fields)) == invalid(message)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("theme_name", "theme_name already exists in application"),
        ("short_company_url", "short_company_url already exists"),
    ],
)
def test_a_name_can_be_taken_once(server: MeetingsServerProcess, field: str, message: str) -> None:
    create_theme(server, **{field: "blue"})

    response = create(server, **{field: "blue"})

    assert refusal(response) == (409, ("ConflictError", message))


def test_it_creates_no_more_themes_than_the_quota(start: Start) -> None:
    server = start(extra=["--theme-quota", "1"])
    create_theme(server)

    response = create(server)

    message = "The application has reached its limit of 1 themes"
    assert refusal(response) == (403, ("ForbiddenError", message))


def test_it_asks_for_credentials(server: MeetingsServerProcess) -> None:
    response = server.api("POST", THEMES, json=BLUE, auth=None)

    assert (response.status_code, response.json()) == (401, MISSING_AUTH)
