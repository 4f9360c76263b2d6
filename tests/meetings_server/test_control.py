from __future__ import annotations

import base64
import re
from typing import Any

import pytest
import requests

from tests.meetings_server.answers import MISSING_AUTH, UNAUTHORIZED, invalid, missing, refusal
from tests.meetings_server.times import WIRE_TIME
from tests.support.meetings_server import MeetingsServerProcess

VERBS = [
    ("POST", "reset"),
    ("PUT", "callback-urls"),
    ("POST", "rooms/x/sessions"),
    ("POST", "rooms/x/expire"),
    ("POST", "sessions/x/end"),
    ("POST", "sessions/x/participants"),
    ("DELETE", "sessions/x/participants/y"),
    ("POST", "sessions/x/recordings"),
    ("POST", "recordings/x/stop"),
    ("POST", "recordings/x/upload"),
    ("POST", "clock"),
    ("POST", "faults"),
    ("DELETE", "faults"),
    ("POST", "meetings"),
    ("GET", "callbacks"),
    ("GET", "callbacks/1"),
    ("POST", "callbacks/1/replay"),
    ("POST", "callbacks/flush"),
    ("GET", "state"),
]


def call(
    server: MeetingsServerProcess, method: str, path: str, body: Any = None
) -> requests.Response:
    return requests.request(
        method,
        f"{server.url}/control/{path}",
        json=body,
        headers={"Authorization": f"Bearer {server._control_token}"},
        timeout=15,
    )


@pytest.mark.parametrize(("method", "path"), VERBS)
def test_every_verb_asks_for_the_token(
    server: MeetingsServerProcess, method: str, path: str
) -> None:
    response = requests.request(method, f"{server.url}/control/{path}", timeout=10)

    assert (response.status_code, response.json()) == (401, MISSING_AUTH)


@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
def test_no_other_credentials_will_do(server: MeetingsServerProcess, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {server.api_secret}"}
    response = requests.get(f"{server.url}/control/state", headers=headers, timeout=10)

    assert (response.status_code, response.json()) == (401, UNAUTHORIZED)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("POST", "rooms/x/sessions", "There is no room x"),
        ("POST", "rooms/x/expire", "There is no room x"),
        ("POST", "sessions/x/end", "There is no session x"),
        ("POST", "sessions/x/participants", "There is no session x"),
        ("DELETE", "sessions/x/participants/y", "There is no participant y"),
        ("POST", "sessions/x/recordings", "There is no session x"),
        ("POST", "recordings/x/stop", "There is no recording x"),
        ("POST", "recordings/x/upload", "There is no recording x"),
        ("GET", "nothing", "Cannot GET /control/nothing"),
        ("DELETE", "state", "Cannot DELETE /control/state"),
    ],
)
def test_what_is_unknown_is_not_found(
    server: MeetingsServerProcess, method: str, path: str, message: str
) -> None:
    assert refusal(call(server, method, path)) == missing(message)


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("POST", "reset", {"seed": 1}, '"seed" must be a boolean'),
        ("PUT", "callback-urls", {"all": 7}, '"all" must be a string'),
        ("PUT", "callback-urls", {"room": None}, '"room" is not allowed'),
        ("POST", "clock", {}, '"advance_seconds" is required'),
        (
            "POST",
            "clock",
            {"advance_seconds": -1},
            '"advance_seconds" must be a number from 0 to 31622400',
        ),
        (
            "POST",
            "clock",
            {"advance_seconds": 10**400},
            '"advance_seconds" must be a number from 0 to 31622400',
        ),
        (
            "POST",
            "clock",
            {"advance_seconds": True},
            '"advance_seconds" must be a number from 0 to 31622400',
        ),
        ("POST", "faults", {}, '"kind" is required'),
        (
            "POST",
            "faults",
            {"kind": ["slow"]},
            '"kind" must be one of '
            "[slow, cut_off, rate_limited, server_error, malformed, unauthorized]",
        ),
        (
            "POST",
            "faults",
            {"kind": "slow", "count": 0},
            '"count" must be an integer from 1 to 100000',
        ),
        (
            "POST",
            "faults",
            {"kind": "slow", "skip": 1.5},
            '"skip" must be an integer from 0 to 100000',
        ),
        (
            "POST",
            "faults",
            {"kind": "slow", "seconds": "long"},
            '"seconds" must be a number from 0 to 60',
        ),
        (
            "POST",
            "faults",
            {"kind": "rate_limited", "retry_after": "1\r\nX: y"},
            '"retry_after" must be printable ASCII',
        ),
        ("POST", "meetings", {"people": 10**9}, '"people" must be an integer from 1 to 24'),
        ("POST", "meetings", {"seconds": None}, '"seconds" must be a number from 1 to 86400'),
        (
            "POST",
            "callbacks/flush",
            {"timeout_seconds": 1e9},
            '"timeout_seconds" must be a number from 0 to 60',
        ),
        ("GET", "callbacks?limit=many", None, '"limit" must be a number of at least 1'),
        ("POST", "reset", [], '"value" must be of type object'),
    ],
)
def test_it_refuses_what_it_cannot_do(
    server: MeetingsServerProcess, method: str, path: str, body: Any, message: str
) -> None:
    assert refusal(call(server, method, path, body)) == invalid(message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": 7}, '"name" must be a string'),
        ({"name": ""}, '"name" is not allowed to be empty'),
        ({"is_host": "yes"}, '"is_host" must be a boolean'),
        ({"age": 7}, '"age" is not allowed'),
        ({"name": "\ud800"}, "The body holds U+0000 or half of a surrogate pair"),
    ],
)
def test_it_refuses_a_person_that_is_none(
    server: MeetingsServerProcess, session_id: str, body: Any, message: str
) -> None:
    response = call(server, "POST", f"sessions/{session_id}/participants", body)

    assert refusal(response) == invalid(message)


def test_a_session_starts_once(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    path = f"rooms/{room['id']}/sessions"
    first, second = call(server, "POST", path), call(server, "POST", path)

    assert (first.status_code, list(first.json())) == (201, ["session_id", "started_at"])
    assert first.json()["session_id"].startswith("2_")
    assert WIRE_TIME.fullmatch(first.json()["started_at"])
    message = f"Room {room['id']} has a session already"
    assert refusal(second) == (409, ("ConflictError", message))


@pytest.mark.parametrize("how", ["expired", "deleted"])
def test_no_session_starts_in_a_closed_room(
    server: MeetingsServerProcess, room: dict[str, Any], how: str
) -> None:
    if how == "expired":
        call(server, "POST", f"rooms/{room['id']}/expire")
    else:
        server.api("DELETE", f"/beta/meetings/rooms/{room['id']}")

    response = call(server, "POST", f"rooms/{room['id']}/sessions")

    assert refusal(response) == (409, ("ConflictError", f"Room {room['id']} is not available"))


def test_nothing_happens_in_a_session_that_has_ended(
    server: MeetingsServerProcess, session_id: str
) -> None:
    call(server, "POST", f"sessions/{session_id}/end")

    for what in ("participants", "recordings"):
        response = call(server, "POST", f"sessions/{session_id}/{what}")
        message = f"Session {session_id} has ended"
        assert refusal(response) == (409, ("ConflictError", message))


def test_a_session_is_named_as_the_video_platform_does(session_id: str) -> None:
    version, inner = session_id.split("_", 1)

    made_of = base64.urlsafe_b64decode(inner + "==").decode()
    assert version == "2"
    assert re.fullmatch(r"1~46339892~~\d{13}~[A-Za-z0-9+/]{24}~~", made_of)


def test_a_second_end_tells_nobody(server: MeetingsServerProcess, session_id: str) -> None:
    for _ in range(2):
        assert call(server, "POST", f"sessions/{session_id}/end").status_code == 204

    events = [each["event"] for each in server.control("GET", "/control/callbacks")["callbacks"]]
    assert events == ["session:started", "session:ended"]


def test_nobody_joins_twice_and_everybody_comes_back(
    server: MeetingsServerProcess, session_id: str
) -> None:
    path, person = f"sessions/{session_id}/participants", {"name": "Léa", "participant_id": "p"}
    assert call(server, "POST", path, person).json() == {"participant_id": "p"}
    assert call(server, "POST", path, person).status_code == 409

    assert call(server, "DELETE", f"{path}/p").status_code == 204
    assert call(server, "POST", path, person).status_code == 201


def test_a_room_that_allows_no_recording_has_none(server: MeetingsServerProcess) -> None:
    room = server.create_room(available_features={"is_recording_available": False})
    session = call(server, "POST", f"rooms/{room['id']}/sessions").json()["session_id"]

    response = call(server, "POST", f"sessions/{session}/recordings")

    message = f"Room {room['id']} allows no recording"
    assert refusal(response) == (409, ("ConflictError", message))


def test_a_recording_is_stopped_before_it_is_uploaded(
    server: MeetingsServerProcess, session_id: str
) -> None:
    path = f"sessions/{session_id}/recordings"
    recording_id = call(server, "POST", path).json()["recording_id"]
    assert call(server, "POST", f"recordings/{recording_id}/upload").status_code == 409

    call(server, "POST", f"recordings/{recording_id}/stop", {"upload": False})
    stopped = server.api("GET", f"/v1/meetings/recordings/{recording_id}").json()["status"]
    call(server, "POST", "clock", {"advance_seconds": 3600})
    waiting = server.api("GET", f"/v1/meetings/recordings/{recording_id}").json()["status"]
    call(server, "POST", f"recordings/{recording_id}/upload")
    uploaded = server.api("GET", f"/v1/meetings/recordings/{recording_id}").json()["status"]
    assert (stopped, waiting, uploaded) == ("stopped", "stopped", "uploaded")


def test_the_clock_goes_forward_and_comes_back(server: MeetingsServerProcess) -> None:
    before = server.control("GET", "/control/state")["now"]
    after = server.control("POST", "/control/clock", {"advance_seconds": 3600.5})["now"]
    server.reset()

    assert WIRE_TIME.fullmatch(after)
    assert before < server.control("GET", "/control/state")["now"] < after


def test_a_reset_brings_back_the_first_day(server: MeetingsServerProcess, session_id: str) -> None:
    server.control("POST", "/control/faults", {"kind": "server_error", "count": 9})
    server.reset(seed=True)

    state = server.control("GET", "/control/state")
    assert (state["rooms"], state["sessions"], state["recordings"]) == (40, 18, 12)
    assert state["live_sessions"] == []
    assert server.api("GET", "/v1/meetings/rooms").json()["total_items"] == 40


def test_it_plays_a_meeting_in_a_room_of_its_choice(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    response = call(server, "POST", "meetings", {"seconds": 5})

    assert (response.status_code, response.json()["room_id"]) == (202, room["id"])
    live = server.control("GET", "/control/state")["live_sessions"]
    assert [each["session_id"] for each in live] == [response.json()["session_id"]]


def test_it_plays_no_meeting_without_a_room(server: MeetingsServerProcess) -> None:
    response = call(server, "POST", "meetings")

    assert refusal(response) == (409, ("ConflictError", "No room is free"))


def test_it_tells_the_latest_callbacks(server: MeetingsServerProcess) -> None:
    server.control("PUT", "/control/callback-urls", {"all": "http://127.0.0.1:9/"})
    rooms = [server.create_room()["id"] for _ in range(3)]
    for room_id in rooms:
        server.control("POST", f"/control/rooms/{room_id}/expire")

    told = server.control("GET", "/control/callbacks?limit=2")["callbacks"]

    assert [each["lane"] for each in told] == rooms[1:]


def test_the_seed_has_a_theme_in_use_and_one_that_is_not(server: MeetingsServerProcess) -> None:
    server.reset(seed=True)

    used, unused = server.api("GET", "/v1/meetings/themes").json()
    path = "/v1/meetings/themes/{theme_id}/rooms"
    page = server.api("GET", path.format(**used)).json()
    assert page["total_items"] == 4
    company = f"{server.url}/{used['short_company_url']}/"
    assert all(
        room["_links"]["guest_url"]["href"].startswith(company) for room in page["_embedded"]
    )
    assert server.api("GET", path.format(**unused)).json()["total_items"] == 0
