from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from meetings_server.scenarios import scenarios
from tests.meetings_server.answers import invalid, refusal
from tests.meetings_server.test_control import call
from tests.support.meetings_server import MeetingsServerProcess

HOUR = {"advance_seconds": 3600}


def play(server: MeetingsServerProcess, scenario: str, **further: Any) -> str:
    return server.control("POST", "/control/meetings", {"scenario": scenario} | further)[
        "session_id"
    ]


def events(server: MeetingsServerProcess) -> list[str]:
    return [each["event"] for each in server.control("GET", "/control/callbacks")["callbacks"]]


def statuses(server: MeetingsServerProcess, session_id: str) -> list[str]:
    answer = server.api("GET", f"/v1/meetings/sessions/{session_id}/recordings").json()
    return [recording["status"] for recording in answer["_embedded"]["recordings"]]


@pytest.mark.parametrize("name", list(scenarios()))
def test_each_is_written_in_the_order_of_its_steps(name: str) -> None:
    moments = [step["at"] for step in scenarios()[name].steps]

    assert moments == sorted(moments)


@pytest.mark.parametrize("name", list(scenarios()))
def test_each_comes_to_its_end(
    server: MeetingsServerProcess, room: dict[str, Any], name: str
) -> None:
    play(server, name)
    server.control("POST", "/control/clock", HOUR)

    told = Counter(events(server))
    assert told["session:started"] == told["session:ended"] == 1
    came, went = told["session:participant:joined"], told["session:participant:left"]
    assert came == went == sum(step["do"] == "join" for step in scenarios()[name].steps)


def test_a_film_comes_as_late_as_told(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    session_id = play(server, "recorded_interview")
    server.control("POST", "/control/clock", {"advance_seconds": 690})
    assert statuses(server, session_id) == ["stopped"]

    server.control("POST", "/control/clock", {"advance_seconds": 20})

    assert statuses(server, session_id) == ["uploaded"]


def test_a_film_comes_before_what_happens_after_it(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    play(server, "lost_film")
    server.control("POST", "/control/clock", HOUR)

    [*_, uploaded, second, _] = [each for each in events(server) if each.startswith("recording")]
    assert (uploaded, second) == ("recording:uploaded", "recording:started")


def test_a_lost_film_never_comes(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    session_id = play(server, "lost_film")
    for _ in range(3):
        server.control("POST", "/control/clock", HOUR)

    assert statuses(server, session_id) == ["uploaded", "stopped"]


def test_what_records_is_played_where_it_can(server: MeetingsServerProcess) -> None:
    unfit = (
        {"recording_options": {"auto_record": True}},
        {"available_features": {"is_recording_available": False}},
    )
    for fields in unfit * 3:
        server.create_room(**fields)
    fit = server.create_room()

    body = {"scenario": "lost_film"}
    assert server.control("POST", "/control/meetings", body)["room_id"] == fit["id"]
    assert server.control("POST", "/control/meetings", body)["room_id"] != fit["id"]


def test_an_outage_meets_the_api(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    play(server, "outage")
    server.control("POST", "/control/clock", {"advance_seconds": 40})

    answers = [server.api("GET", "/v1/meetings/rooms").status_code for _ in range(6)]
    assert answers == [500] * 5 + [200]


def test_it_plays_faster(server: MeetingsServerProcess, room: dict[str, Any]) -> None:
    play(server, "stand_up", speed=100)
    server.control("POST", "/control/clock", {"advance_seconds": 3})

    assert events(server)[-1] == "session:ended"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"scenario": "../names"}, f'"scenario" must be one of [{", ".join(scenarios())}]'),
        ({"scenario": []}, f'"scenario" must be one of [{", ".join(scenarios())}]'),
        ({"scenario": "outage", "speed": 0}, '"speed" must be a number from 0.01 to 10000'),
        ({"scenario": "outage", "people": 3}, '"people" is not allowed'),
        ({"speed": 2}, '"speed" is not allowed'),
    ],
)
def test_it_refuses_what_it_cannot_play(
    server: MeetingsServerProcess, room: dict[str, Any], body: dict[str, Any], message: str
) -> None:
    assert refusal(call(server, "POST", "meetings", body)) == invalid(message)
