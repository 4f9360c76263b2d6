"""The lab, as a browser without scripts meets it. For its script see tests/browser/test_lab.py."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from tests.meetings_server.applications import create_application
from tests.meetings_server.receiver import Receiver
from tests.support.meetings_server import MeetingsServerProcess

EVENTS = [
    "room:expired",
    "session:started",
    "session:ended",
    "session:participant:joined",
    "session:participant:left",
    "recording:started",
    "recording:ended",
    "recording:uploaded",
]


class Visitor:
    """Fills in the forms of the lab."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.url}{path}", timeout=10)

    def post(self, path: str, **values: Any) -> requests.Response:
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        values["csrfmiddlewaretoken"] = form[1] if form else ""
        return self.session.post(f"{self.url}{path}", data=values, timeout=10)


@pytest.fixture
def stranger(server: MeetingsServerProcess) -> Visitor:
    return Visitor(server.url)


@pytest.fixture
def visitor(server: MeetingsServerProcess, stranger: Visitor) -> Visitor:
    stranger.post("/lab/sign-in", token=server._control_token)
    return stranger


@pytest.mark.parametrize(
    "path", ["/lab", "/lab/", "/lab/rooms", "/lab/callbacks", "/lab/callbacks/1"]
)
def test_a_stranger_is_led_to_the_sign_in(stranger: Visitor, path: str) -> None:
    response = stranger.get(path)

    assert response.url == f"{stranger.url}/lab/sign-in"
    assert "Control token" in response.text


@pytest.mark.parametrize("token", ["", "wrong", "é\x00"])
def test_a_wrong_token_is_told(stranger: Visitor, token: str) -> None:
    response = stranger.post("/lab/sign-in", token=token)

    assert (response.status_code, "not the control token" in response.text) == (403, True)
    assert "lab" not in stranger.session.cookies


def test_the_cookie_is_for_the_lab_only(server: MeetingsServerProcess, visitor: Visitor) -> None:
    [cookie] = [each for each in visitor.session.cookies if each.name == "lab"]

    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/lab", True)
    assert cookie.get_nonstandard_attr("SameSite") == "Strict"
    assert server._control_token not in cookie.value


@pytest.mark.parametrize("path", ["/lab", "/lab/callbacks", "/lab/sign-in", "/lab/callbacks/0"])
def test_nothing_but_the_page_runs(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"


def test_a_form_from_elsewhere_does_nothing(
    server: MeetingsServerProcess, visitor: Visitor, room: dict[str, Any]
) -> None:
    form = {"action": "start", "room_id": room["id"]}
    response = visitor.session.post(f"{visitor.url}/lab", data=form, timeout=10)

    assert (response.status_code, "comes from elsewhere" in response.text) == (403, True)
    assert "Content-Security-Policy" in response.headers
    assert server.control("GET", "/control/state")["sessions"] == 0


def test_a_meeting_by_hand(visitor: Visitor, receiver: Receiver, room: dict[str, Any]) -> None:
    visitor.post("/lab", action="start", room_id=room["id"])
    session_id = receiver.wait_for(1)[0].body["session_id"]
    visitor.post("/lab", action="join", session_id=session_id, name="<b>Ada", is_host="on")
    assert "&lt;b&gt;Ada" in visitor.get("/lab").text
    joined = receiver.wait_for(2)[1].body
    visitor.post("/lab", action="record", session_id=session_id)
    visitor.post("/lab", action="stop", session_id=session_id)
    person = joined["participant_id"]
    visitor.post("/lab", action="leave", session_id=session_id, participant_id=person)
    visitor.post("/lab", action="end", session_id=session_id)

    receiver.wait_until(lambda: "session:ended" in receiver.events())
    assert set(receiver.events()) >= set(EVENTS) - {"room:expired", "recording:uploaded"}


@pytest.mark.parametrize("auto_record", [True, False])
def test_what_a_room_records_by_itself_is_not_to_be_stopped(
    server: MeetingsServerProcess, visitor: Visitor, auto_record: bool
) -> None:
    room = server.create_room(recording_options={"auto_record": auto_record})
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    if not auto_record:
        visitor.post("/lab", action="record", session_id=session)

    assert ("Stop recording" in visitor.get("/lab").text) == (not auto_record)


def test_a_scenario(visitor: Visitor, receiver: Receiver, room: dict[str, Any]) -> None:
    visitor.post("/lab", action="play", room_id=room["id"], scenario="stand_up", speed="9999")

    receiver.wait_until(lambda: "session:ended" in receiver.events())


@pytest.mark.parametrize("event", EVENTS)
def test_each_event_is_sent(
    visitor: Visitor, receiver: Receiver, room: dict[str, Any], event: str
) -> None:
    visitor.post("/lab", action="send", room_id=room["id"], event=event, manner="valid")

    [received] = receiver.wait_for(1)
    assert received.body["event"] == event


def test_one_is_sent_twice(visitor: Visitor, receiver: Receiver, session_id: str) -> None:
    [started] = receiver.wait_for(1)
    form = {"room_id": started.body["room_id"], "event": "session:started"}
    visitor.post("/lab", action="send", manner="duplicated", **form)

    assert {each.raw for each in receiver.wait_for(3)} == {started.raw}


@pytest.mark.parametrize("event", EVENTS)
def test_a_duplicate_is_the_same_where_nothing_has_happened(
    visitor: Visitor, receiver: Receiver, room: dict[str, Any], event: str
) -> None:
    visitor.post("/lab", action="send", room_id=room["id"], event=event, manner="duplicated")

    first, second = receiver.wait_for(2)
    assert first.raw == second.raw


@pytest.mark.parametrize("manner", ["shuffled", "valid"])
def test_all_events_of_an_unused_room_are_of_one_session(
    visitor: Visitor, receiver: Receiver, room: dict[str, Any], manner: str
) -> None:
    for event in EVENTS[: 1 if manner == "shuffled" else None]:
        visitor.post("/lab", action="send", room_id=room["id"], event=event, manner=manner)

    bodies = [each.body for each in receiver.wait_for(8)]
    assert sorted(receiver.events()) == sorted(EVENTS)
    for subject, count in (("session_id", 7), ("participant_id", 2), ("recording_id", 3)):
        told = [body[subject] for body in bodies if subject in body]
        assert (len(told), len(set(told))) == (count, 1)
    began = [body["started_at"] for body in bodies if body["event"] in EVENTS[1:3]]
    assert began[0] == began[1]


def logged(server: MeetingsServerProcess) -> dict[str, Any]:
    return server.control("GET", "/control/callbacks")["callbacks"][-1]


def test_one_comes_late(
    server: MeetingsServerProcess, visitor: Visitor, receiver: Receiver, room: dict[str, Any]
) -> None:
    form = {"room_id": room["id"], "event": "room:expired"}
    visitor.post("/lab", action="send", manner="late", **form)
    visitor.post("/lab", action="send", manner="valid", **form)

    receiver.wait_for(1)
    states = [each["state"] for each in server.control("GET", "/control/callbacks")["callbacks"]]
    assert states[0] == "pending"


@pytest.mark.parametrize("event", EVENTS)
def test_one_is_broken(
    server: MeetingsServerProcess, visitor: Visitor, room: dict[str, Any], event: str
) -> None:
    visitor.post("/lab", action="send", room_id=room["id"], event=event, manner="broken")

    with pytest.raises(json.JSONDecodeError):
        json.loads(logged(server)["body"])
    page = visitor.get(f"/lab/callbacks/{logged(server)['id']}")
    assert (page.status_code, event in page.text) == (200, True)


def test_the_rooms_are_shown(server: MeetingsServerProcess, visitor: Visitor) -> None:
    [live, unused, closed] = [server.create_room(display_name=name) for name in "ABC"]
    server.control("POST", f"/control/rooms/{live['id']}/sessions")
    server.control("POST", f"/control/rooms/{closed['id']}/expire")

    page = visitor.get("/lab/rooms").text

    assert page.index(live["meeting_code"]) < page.index(unused["meeting_code"])
    assert closed["meeting_code"] not in page and page.count("state live") == 1


def test_a_form_comes_back_as_it_was_filled_in(
    server: MeetingsServerProcess, visitor: Visitor
) -> None:
    rooms = [server.create_room(display_name=name)["id"] for name in "AB"]
    form = {"room_id": rooms[1], "event": "recording:ended", "manner": "duplicated"}

    page = visitor.post("/lab", action="send", **form).text

    assert "<option selected>recording:ended</option><option>recording:uploaded" in page
    assert "<option selected>duplicated" in page
    assert f'<option value="{rooms[1]}" selected>' in page


def test_the_bench_comes_back_at_the_same_session(visitor: Visitor, session_id: str) -> None:
    page = visitor.post("/lab", action="join", session_id=session_id, name="Ada")

    assert page.url == f"{visitor.url}/lab#session-{session_id}"
    assert f'id="session-{session_id}"' in page.text


def test_a_delivery_is_shown_and_sent_once_more(
    server: MeetingsServerProcess, visitor: Visitor, receiver: Receiver, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")
    server.control("POST", "/control/callbacks/flush")
    path = f"/lab/callbacks/{logged(server)['id']}"
    page = visitor.get(path).text
    assert "204 No Content" in page and f"curl -X POST {receiver.url}" in page

    visitor.post(path)

    first, second = receiver.wait_for(2)
    assert first.raw == second.raw


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"action": "dance"}, 400),
        ({}, 400),
        ({"action": "start", "room_id": "nobody"}, 404),
        ({"action": "end", "session_id": "x"}, 404),
        ({"action": "register", "url": "javascript:alert(1)"}, 400),
    ],
)
def test_it_says_what_cannot_be_done(visitor: Visitor, form: dict[str, str], status: int) -> None:
    response = visitor.post("/lab", **form)

    assert (response.status_code, "Not done" in response.text) == (status, True)


@pytest.mark.parametrize("wrong", [{"event": "x"}, {"manner": "x"}, {"event": ""}])
def test_it_sends_no_other_events(
    visitor: Visitor, room: dict[str, Any], wrong: dict[str, str]
) -> None:
    form = {"room_id": room["id"], "event": "room:expired", "manner": "valid"} | wrong

    assert visitor.post("/lab", action="send", **form).status_code == 400


@pytest.mark.parametrize("speed", ["0", "x", "", "9" * 99, "²"])
def test_it_plays_at_no_other_speed(visitor: Visitor, room: dict[str, Any], speed: str) -> None:
    form = {"room_id": room["id"], "scenario": "stand_up", "speed": speed}

    assert visitor.post("/lab", action="play", **form).status_code == 400


def test_an_address_is_registered_for_the_application_that_is_chosen(
    server: MeetingsServerProcess, visitor: Visitor
) -> None:
    other = create_application(server, "Night shift")
    assert "Night shift" in visitor.get("/lab").text
    form = {"application_id": other.application_id, "url": "http://127.0.0.1:9/theirs"}
    visitor.post("/lab", action="register", **form)
    ours, theirs = server.control("GET", "/control/applications")["applications"]
    assert ours["callback_urls"] == {}
    assert set(theirs["callback_urls"].values()) == {"http://127.0.0.1:9/theirs"}
