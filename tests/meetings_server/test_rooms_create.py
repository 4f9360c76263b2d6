from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.meetings_server.answers import invalid, refusal
from tests.meetings_server.test_control import call
from tests.meetings_server.times import WIRE_TIME, ahead
from tests.support.meetings_server import MeetingsServerProcess

ROOMS = "/beta/meetings/rooms"
KEYS = [
    "id",
    "display_name",
    "metadata",
    "type",
    "expires_at",
    "recording_options",
    "meeting_code",
    "_links",
    "created_at",
    "is_available",
    "expire_after_use",
    "theme_id",
    "initial_join_options",
    "join_approval_level",
    "ui_settings",
    "available_features",
]


def create(server: MeetingsServerProcess, **fields: Any):
    return server.api("POST", ROOMS, json={"display_name": "Choir"} | fields)


def create_long_term(server: MeetingsServerProcess, **fields: Any):
    return create(server, **({"type": "long_term", "expires_at": ahead(days=7)} | fields))


def moment(text: str) -> datetime:
    assert WIRE_TIME.fullmatch(text)
    return datetime.fromisoformat(text)


def test_it_creates_an_instant_room_of_ten_minutes(server: MeetingsServerProcess) -> None:
    room = create(server).json()

    assert list(room) == KEYS
    assert room["type"] == "instant"
    assert moment(room["expires_at"]) - moment(room["created_at"]) == timedelta(minutes=10)


def test_it_fills_in_what_the_service_fills_in(server: MeetingsServerProcess) -> None:
    room = create(server).json()

    assert (room["metadata"], room["theme_id"], room["is_available"]) == (None, None, True)
    assert (room["join_approval_level"], room["expire_after_use"]) == ("none", False)
    assert room["ui_settings"] == {"language": "default"}
    assert room["available_features"] == {
        "is_recording_available": True,
        "is_chat_available": True,
        "is_whiteboard_available": True,
        "is_locale_switcher_available": False,
        "is_captions_available": False,
    }


@pytest.mark.parametrize("is_available", [True, False])
def test_it_takes_the_availability_that_one_sdk_sends(
    server: MeetingsServerProcess, is_available: bool
) -> None:
    room = create_long_term(server, is_available=is_available).json()

    begun = call(server, "POST", f"rooms/{room['id']}/sessions")
    assert (room["is_available"], begun.status_code == 201) == (is_available, is_available)


def test_it_creates_a_room_with_every_field(server: MeetingsServerProcess) -> None:
    fields = {
        "display_name": "名" * 200,
        "metadata": "m" * 500,
        "expire_after_use": True,
        "recording_options": {"auto_record": True, "record_only_owner": True},
        "join_approval_level": "explicit_approval",
        "initial_join_options": {"microphone_state": "off"},
        "callback_urls": {"rooms_callback_url": "https://example.org/hook?token=1"},
        "available_features": {"is_chat_available": False},
    }
    response = create_long_term(server, **fields, ui_settings={"language": "PT-BR"})

    room = response.json()
    assert response.status_code == 201
    assert room["ui_settings"] == {"language": "pt-br"}
    assert not room["available_features"].pop("is_chat_available")
    assert fields.pop("available_features") and fields.items() <= room.items()


def test_it_leads_people_to_its_own_pages(server: MeetingsServerProcess) -> None:
    room = create(server).json()

    code = room["meeting_code"]
    assert len(code) == 9 and code.isdecimal()
    assert room["_links"]["guest_url"]["href"] == f"{server.url}/{code}"
    host = room["_links"]["host_url"]["href"]
    assert host.startswith(f"{server.url}/?room_token={code}&participant_token=ey")


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ("T16:00:00.000Z", "T16:00:00.000Z"),
        ("T16:00:00+0200", "T14:00:00.000Z"),
        ("T16:00:00", "T16:00:00.000Z"),
        (" 16:00:00.123456", "T16:00:00.123Z"),
    ],
)
def test_it_reads_the_times_that_clients_send(
    server: MeetingsServerProcess, given: str, answered: str
) -> None:
    day = ahead(days=30)[:10]

    room = create_long_term(server, expires_at=day + given).json()

    assert room["expires_at"] == day + answered


def test_it_takes_null_for_what_was_not_given(server: MeetingsServerProcess) -> None:
    response = create(server, metadata=None, type=None, expires_at=None, ui_settings=None)

    assert response.status_code == 201


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"display_name": None}, '"display_name" must be a string'),
        ({"display_name": ""}, '"display_name" is not allowed to be empty'),
        ({"display_name": ["x"]}, '"display_name" must be a string'),
        (
            {"display_name": "x" * 201},
            '"display_name" length must be less than or equal to 200 characters long',
        ),
        (
            {"metadata": "x" * 501},
            '"metadata" length must be less than or equal to 500 characters long',
        ),
        ({"metadata": 7}, '"metadata" must be a string'),
        ({"type": "eternal"}, '"type" must be one of [instant, long_term]'),
        ({"type": {}}, '"type" must be one of [instant, long_term]'),
        ({"type": "long_term"}, '"expires_at" is required'),
        ({"expires_at": ahead(days=1)}, '"expires_at" is not allowed'),
        ({"expire_after_use": True}, '"expire_after_use" is not allowed'),
        ({"recording_options": []}, '"recording_options" must be of type object'),
        (
            {"recording_options": {"auto_record": "yes"}},
            '"recording_options.auto_record" must be a boolean',
        ),
        ({"recording_options": {"loud": True}}, '"recording_options.loud" is not allowed'),
        (
            {"join_approval_level": "explict_approval"},
            '"join_approval_level" must be one of [none, after_owner_only, explicit_approval]',
        ),
        (
            {"initial_join_options": {"microphone_state": 1}},
            '"initial_join_options.microphone_state" must be one of [on, off, default]',
        ),
        (
            {"available_features": {"is_chat_available": 1}},
            '"available_features.is_chat_available" must be a boolean',
        ),
        ({"favourite": 1}, '"favourite" is not allowed'),
        ({"favou\u00b5rite\n": 1}, '"favou\u00b5rite\n" is not allowed'),
    ],
)
def test_it_refuses_a_wrong_field(
    server: MeetingsServerProcess, fields: dict[str, Any], message: str
) -> None:
    assert refusal(create(server, **fields)) == invalid(message)


@pytest.mark.parametrize(
    ("expires_at", "message"),
    [
        pytest.param(ahead(minutes=9), "must be more than 10 minutes in the future", id="short"),
        ("2001-01-01T00:00:00Z", "must be more than 10 minutes in the future"),
        ("0001-01-01T00:00:00+23:59", "must be more than 10 minutes in the future"),
        pytest.param(ahead(days=367), "must be at most 1 year in the future", id="long"),
        ("9999-12-31T23:59:59-23:59", "must be at most 1 year in the future"),
        ("tomorrow", "must be in ISO 8601 date format"),
        ("2026-02-31T00:00:00Z", "must be in ISO 8601 date format"),
        (1893456000, "must be in ISO 8601 date format"),
        ({}, "must be in ISO 8601 date format"),
    ],
)
def test_it_refuses_an_expiry_that_is_none(
    server: MeetingsServerProcess, expires_at: Any, message: str
) -> None:
    response = create_long_term(server, expires_at=expires_at)

    assert refusal(response) == invalid(f'"expires_at" {message}')


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "javascript:alert(1)", "http://", "http://[::1", "http://a b/", 7]
)
def test_it_refuses_a_callback_url_that_nobody_can_call(
    server: MeetingsServerProcess, url: Any
) -> None:
    response = create(server, callback_urls={"sessions_callback_url": url})

    status, (name, message) = refusal(response)
    assert (status, name) == (400, "InputValidationError")
    assert message.startswith('"callback_urls.sessions_callback_url" must be')


def test_it_asks_for_a_name(server: MeetingsServerProcess) -> None:
    response = server.api("POST", ROOMS, json={})

    assert refusal(response) == invalid('"display_name" is required')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The body is not valid JSON"),
        (b"\xff\xfe", "The body is not valid JSON"),
        (b"[" * 100_000, "The body is not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "The body is not valid JSON"),
        (b'{"display_name": NaN}', "The body is not valid JSON"),
        (b"[]", '"value" must be of type object'),
        (b"null", '"value" must be of type object'),
        (b'{"display_name": "\\ud800"}', "The body holds U+0000 or half of a surrogate pair"),
        (b'{"metadata": ["a\\u0000"]}', "The body holds U+0000 or half of a surrogate pair"),
        (b'{"\\udfff": 1}', "The body holds U+0000 or half of a surrogate pair"),
    ],
)
def test_it_refuses_a_body_that_is_no_object(
    server: MeetingsServerProcess, body: bytes, message: str
) -> None:
    assert refusal(server.api("POST", ROOMS, data=body)) == invalid(message)


def test_it_refuses_a_body_of_more_than_a_megabyte(server: MeetingsServerProcess) -> None:
    response = server.api("POST", ROOMS, data=json.dumps({"display_name": "x" * 2**20}))

    assert refusal(response) == (413, ("PayloadTooLargeError", "The body is larger than 1 MB"))


def test_it_creates_no_more_rooms_than_the_quota(start) -> None:
    server = start(extra=["--room-quota", "2"])
    server.create_room()
    server.create_room()

    message = "The application has reached its limit of 2 rooms"
    assert refusal(create(server)) == (403, ("ForbiddenError", message))


def test_a_deleted_room_makes_way_for_another(start) -> None:
    server = start(extra=["--room-quota", "1"])
    room = server.create_room()
    server.api("DELETE", f"{ROOMS}/{room['id']}")

    assert create(server).status_code == 201


def test_an_expired_room_makes_way_for_another(start) -> None:
    server = start(extra=["--room-quota", "1"])
    server.create_room(type="instant")
    assert create(server).status_code == 403
    server.control("POST", "/control/clock", {"advance_seconds": 601})

    assert create(server).status_code == 201
