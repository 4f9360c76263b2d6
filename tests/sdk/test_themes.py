from __future__ import annotations

from typing import Any

import pytest
from vonage.errors import ClientError
from vonage.meetings import Meetings

from tests.sdk.server import Server


def test_themes_are_listed(sdk: Meetings, theme_id: str) -> None:
    assert [theme["theme_id"] for theme in sdk.list_themes()] == [theme_id]


def test_no_themes_are_an_empty_list(sdk: Meetings) -> None:
    assert sdk.list_themes() == []


def test_a_theme_is_read(sdk: Meetings, theme_id: str) -> None:
    theme = sdk.get_theme(theme_id)

    assert (theme["main_color"], theme["brand_text"], theme["domain"]) == ("#12f64e", "Blue", "VCP")


def test_a_theme_is_updated(sdk: Meetings, theme_id: str) -> None:
    changes = {"theme_name": "Red", "main_color": "#FF0000", "short_company_url": "red"}

    assert changes.items() <= sdk.update_theme(theme_id, {"update_details": changes}).items()


def test_a_theme_is_deleted(sdk: Meetings, theme_id: str) -> None:
    assert sdk.delete_theme(theme_id) is None
    assert sdk.list_themes() == []


def test_a_theme_in_use_is_deleted_by_force_only(
    sdk: Meetings, room: dict[str, Any], theme_id: str
) -> None:
    sdk.add_theme_to_room(room["id"], theme_id)

    with pytest.raises(ClientError) as caught:
        sdk.delete_theme(theme_id)
    sdk.delete_theme(theme_id, force=True)

    assert str(caught.value) == (
        "Status Code 400: BadRequestError: could not delete theme"
        f"\nError: Theme {theme_id} is used by 1 room"
    )
    assert sdk.get_room(room["id"])["theme_id"] is None


def test_the_rooms_of_a_theme_are_listed(
    sdk: Meetings, room: dict[str, Any], theme_id: str
) -> None:
    sdk.create_room({"display_name": "Plain"})
    sdk.add_theme_to_room(room["id"], theme_id)

    page = sdk.list_rooms_with_theme_id(theme_id, page_size=5, start_id=0)

    assert [each["id"] for each in page["_embedded"]] == [room["id"]]


def test_an_unknown_theme_has_no_rooms(sdk: Meetings) -> None:
    with pytest.raises(ClientError) as caught:
        sdk.list_rooms_with_theme_id("not-a-theme")

    assert str(caught.value) == (
        "Status Code 404: NotFoundError: Failed to get rooms because theme id not-a-theme not found"
    )


def test_a_name_in_use_is_a_conflict(sdk: Meetings, theme_id: str) -> None:
    name = sdk.get_theme(theme_id)["theme_name"]

    with pytest.raises(ClientError) as caught:
        sdk.create_theme({"main_color": "#000", "brand_text": "Blue", "theme_name": name})

    assert str(caught.value) == (
        "Status Code 409: ConflictError: theme_name already exists in application"
    )


def test_the_default_theme_of_the_application_is_set(
    server: Server, sdk: Meetings, theme_id: str
) -> None:
    application = sdk.update_application_theme(theme_id)

    assert (application["application_id"], application["default_theme_id"]) == (
        server.application_id,
        theme_id,
    )


def test_an_unknown_default_theme_is_refused(sdk: Meetings) -> None:
    with pytest.raises(ClientError, match="because theme id not-a-theme not found"):
        sdk.update_application_theme("not-a-theme")


def test_the_numbers_are_listed(sdk: Meetings) -> None:
    assert {tuple(entry) for entry in sdk.list_dial_in_numbers()} == {
        ("number", "locale", "display_name"),
    }
