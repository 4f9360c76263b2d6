from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.meetings_server.answers import invalid, missing, refusal
from tests.meetings_server.receiver import Receiver
from tests.meetings_server.times import ahead
from tests.support.meetings_server import MeetingsServerProcess

LATER = {"expires_at": ahead(days=20), "join_approval_level": "after_owner_only"}


def update(
    server: MeetingsServerProcess, room: dict[str, Any], changes: Any, *, family: str = "beta"
):
    body = {"update_details": changes}
    return server.api("PATCH", f"/{family}/meetings/rooms/{room['id']}", json=body)


@pytest.mark.parametrize("family", ["beta", "v1"])
def test_it_changes_only_what_is_named(
    server: MeetingsServerProcess, room: dict[str, Any], family: str
) -> None:
    changed = update(server, room, LATER, family=family).json()

    assert changed | {"_links": {}} == room | LATER | {"_links": {}}


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "Łódź"},
        {"metadata": "floor=3"},
        {"metadata": None},
        {"recording_options": {"auto_record": True, "record_only_owner": False}},
    ],
)
def test_the_beta_changes_what_its_document_says(
    server: MeetingsServerProcess, room: dict[str, Any], changes: dict[str, Any]
) -> None:
    response = update(server, room, changes)

    assert (response.status_code, changes.items() <= response.json().items()) == (200, True)


@pytest.mark.parametrize("family", ["v1", "v0.1"])
@pytest.mark.parametrize("name", ["display_name", "metadata", "recording_options"])
def test_later_families_change_less(
    server: MeetingsServerProcess, room: dict[str, Any], name: str, family: str
) -> None:
    response = update(server, room, {name: "x"}, family=family)

    assert refusal(response) == invalid(f'"update_details.{name}" is not allowed')


def test_it_keeps_the_rest_of_a_group(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    update(server, room, {"recording_options": {"auto_record": True}})

    changed = update(server, room, {"recording_options": {"record_only_owner": True}}).json()

    assert changed["recording_options"] == {"auto_record": True, "record_only_owner": True}


def test_changes_at_the_same_time_are_all_kept(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    names = [name for name in room["available_features"] if name != "is_captions_available"]
    changes = [{"available_features": {name: False}} for name in names]

    with ThreadPoolExecutor(4) as pool:
        statuses = {
            each.status_code for each in pool.map(lambda c: update(server, room, c), changes)
        }

    after = server.api("GET", f"/beta/meetings/rooms/{room['id']}").json()
    assert statuses == {200}
    assert not any(after["available_features"].values())


def test_it_takes_the_name_that_one_sdk_sends(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    body = {"update_options": {"expire_after_use": True}}
    response = server.api("PATCH", f"/v1/meetings/rooms/{room['id']}", json=body)

    assert response.json()["expire_after_use"]


ADDRESSES = {
    "rooms_callback_url": "https://crm.example/rooms",
    "sessions_callback_url": "https://crm.example/sessions",
}


@pytest.mark.parametrize("family", ["beta", "v1"])
def test_it_takes_one_address_away(server: MeetingsServerProcess, family: str) -> None:
    room = server.create_room(callback_urls=ADDRESSES | {"recordings_callback_url": None})

    changes = {"callback_urls": {"rooms_callback_url": None}}
    changed = update(server, room, changes, family=family).json()

    assert changed["callback_urls"] == {"sessions_callback_url": ADDRESSES["sessions_callback_url"]}


@pytest.mark.parametrize("taken", [None, dict.fromkeys(ADDRESSES)])
def test_it_takes_all_addresses_away(
    server: MeetingsServerProcess, receiver: Receiver, taken: dict[str, None] | None
) -> None:
    room = server.create_room(callback_urls=ADDRESSES)

    changed = update(server, room, {"callback_urls": taken}).json()
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    assert "callback_urls" not in changed
    assert receiver.wait_for(1)[0].body["room_id"] == room["id"]


@pytest.mark.parametrize("theme_id", [None, "null"])
def test_it_detaches_a_theme(
    server: MeetingsServerProcess, room: dict[str, Any], theme_id: str | None
) -> None:
    assert update(server, room, {"theme_id": theme_id}).json()["theme_id"] is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"update_details" is required'),
        ({"update_details": None}, '"update_details" must be of type object'),
        ({"update_details": ["x"]}, '"update_details" must be of type object'),
        ({"update_details": {}}, '"update_details" must have at least 1 key'),
        ({"update_details": {"metadata": "x"}, "and": 1}, '"and" is not allowed'),
        ({"update_details": {"type": "instant"}}, '"update_details.type" is not allowed'),
        (
            {"update_details": {"expires_at": None}},
            '"update_details.expires_at" must be in ISO 8601 date format',
        ),
        (
            {"update_details": {"expires_at": ahead(minutes=5)}},
            '"update_details.expires_at" must be more than 10 minutes in the future',
        ),
        (
            {"update_details": {"display_name": "x" * 201}},
            '"update_details.display_name" length must be less than or equal to 200 characters long',
        ),
    ],
)
def test_it_refuses_a_wrong_change(
    server: MeetingsServerProcess, room: dict[str, Any], body: Any, message: str
) -> None:
    response = server.api("PATCH", f"/beta/meetings/rooms/{room['id']}", json=body)

    assert refusal(response) == invalid(message)


@pytest.mark.parametrize(
    ("family", "changes"),
    [
        ("v1", {"join_approval_level": "none"}),
        ("beta", {"expires_at": ahead(days=1)}),
        ("beta", {"expire_after_use": True}),
    ],
)
def test_it_refuses_what_an_instant_room_cannot(
    server: MeetingsServerProcess, family: str, changes: dict[str, Any]
) -> None:
    room = server.create_room(type="instant")

    response = update(server, room, changes, family=family)

    reason = "could not be updated because of its type: temporary"
    assert refusal(response) == (
        400,
        ("BadRequestError", f"The room with id: {room['id']} {reason}"),
    )


def test_the_beta_renames_an_instant_room(server: MeetingsServerProcess) -> None:
    room = server.create_room(type="instant")

    assert update(server, room, {"display_name": "New"}).json()["display_name"] == "New"


def test_it_knows_no_such_room(server: MeetingsServerProcess) -> None:
    response = update(server, {"id": "no-such-room"}, LATER)

    assert refusal(response) == missing("Failed to fetch resource with id no-such-room")


def test_it_refuses_a_room_that_has_expired(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    response = update(server, room, LATER)

    assert refusal(response) == missing(f"Failed to fetch resource with id {room['id']}")
