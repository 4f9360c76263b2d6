from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings_api import ApiError, MalformedAnswer, MeetingsApiError, MeetingsClient
from meetings_api.answers import Answer, parsed
from meetings_api.refusals import error_for
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer

ROOM: dict[str, Any] = {"id": "room-7", "display_name": "Room 7"}
RECORDING: dict[str, Any] = {"id": "recording-7", "session_id": "session-7", "status": "started"}
NOT_JSON = {
    "html": b"<!doctype html><title>Welcome</title>",
    "nothing": b"",
    "half": b'{"id": "room-7", "displ',
    "nan": b'{"id": "room-7", "display_name": "x", "size": NaN}',
    "infinity": b'{"id": "room-7", "display_name": "x", "size": 1e999}',
    "latin-1": '{"id": "room-7", "display_name": "Łódź"}'.encode("iso-8859-2"),
    "a raw NUL": b'{"id": "room-7", "display_name": "x\x00"}',
    "deep": b"[" * 100_000,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["message", "name", "title", "detail", "errors", "status"])


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_it_refuses_what_is_no_json(api: CannedServer, client: MeetingsClient, body: bytes) -> None:
    api.will_answer(Canned(200, body, {"Content-Type": "text/html; charset=x"}))

    with pytest.raises(MalformedAnswer, match=r"GET /rooms/room-7 the answer is not usable JSON"):
        client.rooms.get("room-7")


@pytest.mark.parametrize("value", [None, [], "room", 7, [ROOM]])
@pytest.mark.parametrize("call", ["get room", "get recording", "get theme", "update application"])
def test_it_refuses_what_is_no_object(
    api: CannedServer, client: MeetingsClient, value: object, call: str
) -> None:
    api.will_answer(Canned.json(value))

    with pytest.raises(MalformedAnswer, match="should hold a JSON object"):
        CALLS[call](client)


@pytest.mark.parametrize("call", ["list themes", "list logo uploads", "list dial-in numbers"])
def test_it_refuses_what_is_no_list(api: CannedServer, client: MeetingsClient, call: str) -> None:
    api.will_answer(Canned.json({"items": []}))

    with pytest.raises(MalformedAnswer, match="should be a list"):
        CALLS[call](client)


@pytest.mark.parametrize("value", [{}, {"_embedded": None}, {"_embedded": {}}, {"_embedded": "x"}])
@pytest.mark.parametrize("call", ["list rooms", "list recordings"])
def test_it_refuses_a_page_without_a_list(
    api: CannedServer, client: MeetingsClient, value: object, call: str
) -> None:
    api.will_answer(Canned.json(value))

    with pytest.raises(MalformedAnswer, match="holds no list of"):
        CALLS[call](client)


@pytest.mark.parametrize("name", ["id", "display_name"])
def test_it_names_the_field_that_a_room_lacks(
    api: CannedServer, client: MeetingsClient, name: str
) -> None:
    api.will_answer(Canned.json(ROOM | {name: None}))

    with pytest.raises(MalformedAnswer, match=f"a room whose {name} is missing") as caught:
        client.rooms.get("room-7")

    assert caught.value.field == name


@pytest.mark.parametrize("name", ["id", "session_id", "status"])
def test_it_names_the_field_that_a_recording_lacks(
    api: CannedServer, client: MeetingsClient, name: str
) -> None:
    api.will_answer(Canned.json({key: RECORDING[key] for key in RECORDING if key != name}))

    with pytest.raises(MalformedAnswer, match=f"a recording whose {name} is missing"):
        client.recordings.get("recording-7")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""),
        ("id", "x" * 201),
        ("display_name", ["x"]),
        ("type", True),
        ("metadata", {}),
        ("expires_at", "tomorrow"),
        ("expires_at", "0001-01-01T00:00:00+23:59"),
        ("expires_at", 10**30),
        ("created_at", []),
        ("is_available", "false"),
        ("expire_after_use", 0),
        ("recording_options", []),
        ("_links", "x"),
        ("ui_settings", 3),
        ("initial_join_options", {"microphone_state": []}),
        ("_links", {"host_url": {"href": 7}}),
    ],
)
def test_it_refuses_a_value_of_the_wrong_type(
    api: CannedServer, client: MeetingsClient, name: str, value: object
) -> None:
    api.will_answer(Canned.json(ROOM | {name: value}))

    with pytest.raises(MalformedAnswer):
        client.rooms.get("room-7")


@pytest.mark.parametrize("href", ["", "javascript:alert(1)", "data:,x", "//host/x", "http://[x"])
def test_it_passes_nothing_on_as_a_link_that_is_no_web_address(
    api: CannedServer, client: MeetingsClient, href: str
) -> None:
    api.will_answer(Canned.json(RECORDING | {"_links": {"url": {"href": href}}}))

    assert client.recordings.get("recording-7").url is None


def test_it_keeps_huge_integers_as_their_digits() -> None:
    digits = "9" * 5000

    assert parsed(f"[{digits}, {2**63}, {2**63 - 1}, -7]".encode()) == [
        digits,
        str(2**63),
        2**63 - 1,
        -7,
    ]


def test_it_takes_the_last_of_two_equal_names() -> None:
    assert parsed(b'{"id": 1, "id": 2}') == {"id": 2}


def test_it_tolerates_a_byte_order_mark() -> None:
    assert parsed(b"\xef\xbb\xbf[1]") == [1]


def test_it_replaces_what_no_database_stores() -> None:
    assert parsed(rb'{"a\u0000": ["\ud800", "\ud83d\ude00", 1]}') == {
        "a\ufffd": ["\ufffd", "\U0001f600", 1]
    }


@pytest.mark.parametrize("status", [301, 302, 304, 307])
def test_it_follows_no_redirect(api: CannedServer, client: MeetingsClient, status: int) -> None:
    api.will_answer(Canned(status, b"", {"Location": f"{api.url}/v1/elsewhere"}))

    with pytest.raises(MalformedAnswer, match="redirected"):
        client.rooms.get("room-7")

    assert len(api.requests) == 1


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(body=st.binary() | JSON.map(lambda value: Canned.json(value).body))
@pytest.mark.parametrize("call", ["get room", "list rooms", "list recordings", "list themes"])
def test_no_answer_raises_anything_else(
    api: CannedServer, client: MeetingsClient, call: str, body: bytes
) -> None:
    api.will_answer(Canned(200, body))

    try:
        CALLS[call](client)
    except MeetingsApiError as error:
        assert error.user_message


@settings(deadline=None)
@given(
    status=st.integers(400, 999),
    body=st.binary() | st.dictionaries(NAMES, JSON).map(lambda value: Canned.json(value).body),
    retry_after=st.text(),
)
def test_every_refusal_becomes_an_error(status: int, body: bytes, retry_after: str) -> None:
    error = error_for(Answer("GET", "/rooms", status, body), {"Retry-After": retry_after})

    assert isinstance(error, ApiError)
    assert error.status == status
    assert str(error).isprintable()
    assert error.user_message.isprintable()


@pytest.mark.parametrize(
    "text", [rb'"\\ud83d\ude00"', rb'"\ud83d"', rb'"\ude00\ud83d"', rb'"\u0000"']
)
def test_every_text_can_be_stored(text: bytes) -> None:
    stored = parsed(text)

    assert stored.encode().decode() == stored
    assert "\x00" not in stored


def test_it_keeps_a_text_that_only_speaks_of_nul() -> None:
    assert parsed(rb'"\\u0000"') == r"\u0000"
