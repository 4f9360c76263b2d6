from __future__ import annotations

from typing import Any

import pytest

from tests.meetings_server.answers import invalid, missing, refusal
from tests.meetings_server.themes import THEMES, create_theme, is_uuid
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def theme(server: MeetingsServerProcess) -> dict[str, Any]:
    return create_theme(server, theme_name="Blue", short_company_url="blue")


def update(server: MeetingsServerProcess, theme_id: str, body: dict[str, Any]):
    return server.api("PATCH", f"{THEMES}/{theme_id}", json=body)


def change(server: MeetingsServerProcess, theme: dict[str, Any], **changes: Any):
    return update(server, theme["theme_id"], {"update_details": changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"theme_name": "Red", "main_color": "#f00", "brand_text": "Red Ltd"},
        {"short_company_url": "red"},
        {"short_company_url": None},
        {"theme_name": "Blue"},
        {"short_company_url": "blue"},
    ],
)
def test_it_changes_only_what_is_named(
    server: MeetingsServerProcess, theme: dict[str, Any], changes: dict[str, Any]
) -> None:
    response = change(server, theme, **changes)

    assert (response.status_code, response.json()) == (200, theme | changes)


def test_it_makes_up_a_name_for_one_that_is_taken_away(
    server: MeetingsServerProcess, theme: dict[str, Any]
) -> None:
    assert is_uuid(change(server, theme, theme_name=None).json()["theme_name"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"update_details" is required'),
        ({"update_details": {}}, '"update_details" must have at least 1 key'),
        (
            {"update_details": {"main_color": "#ggg"}},
            '"update_details.main_color" fails to match the required pattern, as in #12f64e',
        ),
        (
            {"update_details": {"brand_text": None}},
            '"update_details.brand_text" must be a string',
        ),
        ({"update_details": {"domain": "VBC"}}, '"update_details.domain" is not allowed'),
    ],
)
def test_it_refuses_what_is_no_change(
    server: MeetingsServerProcess, theme: dict[str, Any], body: dict[str, Any], message: str
) -> None:
    assert refusal(update(server, theme["theme_id"], body)) == invalid(message)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("theme_name", "theme_name already exists in application"),
        ("short_company_url", "short_company_url already exists"),
    ],
)
def test_it_takes_no_name_of_another_theme(
    server: MeetingsServerProcess, theme: dict[str, Any], field: str, message: str
) -> None:
    other = create_theme(server)

    response = change(server, other, **{field: theme[field]})

    assert refusal(response) == (409, ("ConflictError", message))


def test_it_does_not_find_an_unknown_theme(server: MeetingsServerProcess) -> None:
    response = update(server, "not-a-theme", {"update_details": {"main_color": "#000"}})

    assert refusal(response) == missing("could not find theme not-a-theme")
