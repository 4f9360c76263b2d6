from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.meetings_server.times import ahead
from tests.support.meetings_server import MeetingsServerProcess

JUST_UNDER_TEN_MINUTES = 9 * 60 + 50
TEN_MINUTES = 10 * 60 + 1


def advance(server: MeetingsServerProcess, seconds: float) -> None:
    server.control("POST", "/control/clock", {"advance_seconds": seconds})


def is_available(server: MeetingsServerProcess, room: dict[str, Any]) -> bool:
    return server.api("GET", f"/v1/meetings/rooms/{room['id']}").json()["is_available"]


def begin(server: MeetingsServerProcess, room: dict[str, Any]) -> str:
    return server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]


def join(server: MeetingsServerProcess, session_id: str) -> None:
    body = {"name": "Zofia", "participant_id": "p-1"}
    server.control("POST", f"/control/sessions/{session_id}/participants", body)


def leave(server: MeetingsServerProcess, session_id: str) -> None:
    server.control("DELETE", f"/control/sessions/{session_id}/participants/p-1")


def end(server: MeetingsServerProcess, session_id: str) -> None:
    server.control("POST", f"/control/sessions/{session_id}/end")


def live_sessions(server: MeetingsServerProcess) -> list[str]:
    return [each["session_id"] for each in server.control("GET", "/control/state")["live_sessions"]]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def instant(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.create_room(type="instant")


def test_an_instant_room_waits_ten_minutes_for_somebody(
    server: MeetingsServerProcess, instant: dict[str, Any]
) -> None:
    advance(server, JUST_UNDER_TEN_MINUTES)
    assert is_available(server, instant)

    advance(server, 12)
    assert not is_available(server, instant)


def test_an_instant_room_stays_while_somebody_is_there(
    server: MeetingsServerProcess, instant: dict[str, Any]
) -> None:
    session_id = begin(server, instant)
    join(server, session_id)

    advance(server, 6 * TEN_MINUTES)

    assert is_available(server, instant) and live_sessions(server) == [session_id]


def test_an_instant_room_closes_ten_minutes_after_the_last_leave(
    server: MeetingsServerProcess, instant: dict[str, Any]
) -> None:
    session_id = begin(server, instant)
    join(server, session_id)
    advance(server, 3600)
    leave(server, session_id)

    advance(server, JUST_UNDER_TEN_MINUTES)
    assert is_available(server, instant)

    advance(server, 12)
    assert not is_available(server, instant) and live_sessions(server) == []


def test_an_instant_room_does_not_wait_longer_because_of_a_session_that_nobody_joins(
    server: MeetingsServerProcess, instant: dict[str, Any]
) -> None:
    session_id = begin(server, instant)
    advance(server, JUST_UNDER_TEN_MINUTES)
    assert live_sessions(server) == [session_id]

    advance(server, 12)
    assert not is_available(server, instant) and live_sessions(server) == []


def test_a_session_that_nobody_joins_makes_way_for_another(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    begin(server, room)
    advance(server, TEN_MINUTES)

    assert begin(server, room) in live_sessions(server)


def test_a_long_term_room_closes_at_its_expiry(server: MeetingsServerProcess) -> None:
    room = server.create_room(expires_at=ahead(minutes=30))

    advance(server, 31 * 60)

    found = server.api("GET", f"/v1/meetings/rooms/{room['id']}").json()
    assert (found["is_available"], found["expires_at"]) == (False, room["expires_at"])


def test_an_expired_room_stays_in_the_list(server: MeetingsServerProcess) -> None:
    room = server.create_room(expires_at=ahead(minutes=30))
    advance(server, 31 * 60)

    [listed] = server.api("GET", "/v1/meetings/rooms").json()["_embedded"]

    assert (listed["id"], listed["is_available"]) == (room["id"], False)


def test_a_session_outlives_the_expiry_of_its_room(server: MeetingsServerProcess) -> None:
    room = server.create_room(expires_at=ahead(minutes=30))
    session_id = begin(server, room)
    join(server, session_id)

    advance(server, 31 * 60)

    assert not is_available(server, room) and live_sessions(server) == [session_id]


def test_a_long_term_room_is_used_again(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    end(server, begin(server, room))
    advance(server, TEN_MINUTES)

    assert begin(server, room)


def test_a_room_for_one_use_closes_ten_minutes_after_it(server: MeetingsServerProcess) -> None:
    room = server.create_room(expire_after_use=True)
    end(server, begin(server, room))
    assert is_available(server, room)

    advance(server, TEN_MINUTES)

    assert not is_available(server, room)


def test_a_room_for_one_use_closes_when_it_was_due_however_far_the_clock_jumps(
    server: MeetingsServerProcess,
) -> None:
    room = server.create_room(expire_after_use=True)
    end(server, begin(server, room))
    advance(server, 24 * 3600)

    found = server.api("GET", f"/v1/meetings/rooms/{room['id']}").json()
    open_for = moment(found["expires_at"]) - moment(room["created_at"])
    assert timedelta(minutes=10) <= open_for < timedelta(minutes=15)


def test_a_room_for_one_use_waits_for_the_session_that_runs(
    server: MeetingsServerProcess,
) -> None:
    room = server.create_room(expire_after_use=True)
    end(server, begin(server, room))
    session_id = begin(server, room)
    join(server, session_id)

    advance(server, TEN_MINUTES)

    assert is_available(server, room) and live_sessions(server) == [session_id]


def test_a_use_of_long_ago_is_no_use(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    end(server, begin(server, room))
    advance(server, 2 * TEN_MINUTES)
    body = {"update_details": {"expire_after_use": True}}
    server.api("PATCH", f"/beta/meetings/rooms/{room['id']}", json=body)

    advance(server, 60)

    assert is_available(server, room)


def test_a_played_meeting_happens_at_its_own_times(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    server.control("PUT", "/control/callback-urls", {"all": "http://127.0.0.1:9/"})
    body = {"room_id": room["id"], "seconds": 1000, "people": 5}
    session_id = server.control("POST", "/control/meetings", body)["session_id"]

    advance(server, 5000)

    [recording] = server.api("GET", f"/v1/meetings/sessions/{session_id}").json()["_embedded"][
        "recordings"
    ]
    began, ended = (moment(recording[name]) for name in ("started_at", "ended_at"))
    assert timedelta(seconds=699) <= ended - began <= timedelta(seconds=701)
    assert recording["status"] == "uploaded" and live_sessions(server) == []
    events = [each["event"] for each in server.control("GET", "/control/callbacks")["callbacks"]]
    assert events[0] == "session:started" and "session:ended" in events[-2:]
    joined, left = (events.count(f"session:participant:{what}") for what in ("joined", "left"))
    assert joined == left >= 5


@pytest.fixture
def recorded(server: MeetingsServerProcess) -> str:
    """A session in a room that records by itself."""
    return begin(server, server.create_room(recording_options={"auto_record": True}))


def recording_of(server: MeetingsServerProcess, session_id: str) -> dict[str, Any]:
    answer = server.api("GET", f"/v1/meetings/sessions/{session_id}/recordings").json()
    [recording] = answer["_embedded"]["recordings"]
    return recording


def test_an_automatic_recording_begins_and_ends_with_its_session(
    server: MeetingsServerProcess, recorded: str
) -> None:
    assert recording_of(server, recorded)["status"] == "started"

    end(server, recorded)

    assert recording_of(server, recorded)["status"] == "stopped"


def test_nobody_stops_an_automatic_recording(server: MeetingsServerProcess, recorded: str) -> None:
    recording = recording_of(server, recorded)["id"]

    with pytest.raises(AssertionError, match=r"409.*ends with its session"):
        server.control("POST", f"/control/recordings/{recording}/stop")

    assert recording_of(server, recorded)["status"] == "started"


def test_a_meeting_is_recorded_to_its_end_where_the_room_does_so(
    server: MeetingsServerProcess,
) -> None:
    room = server.create_room(recording_options={"auto_record": True})
    body = {"room_id": room["id"], "seconds": 1000}
    session_id = server.control("POST", "/control/meetings", body)["session_id"]

    advance(server, 5000)

    recording = recording_of(server, session_id)
    length = moment(recording["ended_at"]) - moment(recording["started_at"])
    assert timedelta(seconds=999) <= length <= timedelta(seconds=1001)
