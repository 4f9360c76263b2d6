from __future__ import annotations

from typing import Any

import pytest
from vonage.errors import AuthenticationError, ClientError
from vonage.meetings import Meetings


def test_an_instant_room_is_created(sdk: Meetings) -> None:
    room = sdk.create_room({"display_name": "Quick call"})

    assert (room["display_name"], room["type"], room["is_available"]) == (
        "Quick call",
        "instant",
        True,
    )


def test_a_long_term_room_is_read(sdk: Meetings, room: dict[str, Any]) -> None:
    found = sdk.get_room(room["id"])

    # The host link is made anew at each read.
    assert found | {"_links": {}} == room | {"_links": {}}


def test_rooms_are_listed_in_pages(sdk: Meetings) -> None:
    for name in "abc":
        sdk.create_room({"display_name": name})

    first = sdk.list_rooms(page_size=2)
    start_id = first["_links"]["next"]["href"].rpartition("start_id=")[2]
    last = sdk.list_rooms(page_size=2, start_id=start_id)

    names = [room["display_name"] for page in (first, last) for room in page["_embedded"]]
    assert (names, first["total_items"], "next" in last["_links"]) == ([*"abc"], 3, False)


def test_a_room_is_updated(sdk: Meetings, room: dict[str, Any]) -> None:
    changes = {"join_approval_level": "after_owner_only", "expire_after_use": True}

    changed = sdk.update_room(room["id"], {"update_details": changes})

    assert changes.items() <= changed.items()


def test_a_room_is_given_a_theme(sdk: Meetings, room: dict[str, Any], theme_id: str) -> None:
    assert sdk.add_theme_to_room(room["id"], theme_id)["theme_id"] == theme_id


def test_an_empty_update_is_refused(sdk: Meetings, room: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        sdk.update_room(room["id"], {"update_details": {}})

    assert str(caught.value) == (
        'Status Code 400: InputValidationError: "update_details" must have at least 1 key'
    )


def test_an_instant_room_is_not_updated(sdk: Meetings) -> None:
    room_id = sdk.create_room({"display_name": "Quick call"})["id"]

    with pytest.raises(ClientError) as caught:
        sdk.update_room(room_id, {"update_details": {"expire_after_use": True}})

    assert str(caught.value) == (
        f"Status Code 400: BadRequestError: The room with id: {room_id} could not be updated "
        "because of its type: temporary"
    )


def test_a_stranger_is_unauthorised(stranger: Meetings) -> None:
    with pytest.raises(AuthenticationError):
        stranger.list_rooms()
