from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.meetings_server.applications import Application, create_application
from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Receiver, receiving
from tests.meetings_server.themes import BLUE
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def other(server: MeetingsServerProcess) -> Application:
    return create_application(server)


def play(server: MeetingsServerProcess, room_id: str) -> str:
    return server.control("POST", f"/control/rooms/{room_id}/sessions")["session_id"]


def room_of(application: Application) -> str:
    body = {"display_name": "Theirs"}
    return application.api("POST", "/v1/meetings/rooms", json=body).json()["id"]


def test_they_are_listed_without_their_secrets(server: MeetingsServerProcess, other: Application):
    room_of(other)
    first, second = server.control("GET", "/control/applications")["applications"]
    assert (first["application_id"], first["is_default"]) == (server.application_id, True)
    assert second == {
        "application_id": other.application_id,
        "name": "Another",
        "api_key": other.api_key,
        "is_default": False,
        "callback_urls": {},
        "rooms": 1,
    }


def test_a_reset_leaves_the_first_one_only(server: MeetingsServerProcess, other: Application):
    server.reset()
    assert other.api("GET", "/v1/meetings/rooms").status_code == 401
    assert len(server.control("GET", "/control/applications")["applications"]) == 1


def test_one_is_removed_with_all_that_it_has(server: MeetingsServerProcess, other: Application):
    server.create_room(display_name="Ours")
    theme = other.api("POST", "/v1/meetings/themes", json=BLUE).json()["theme_id"]
    other.api("PATCH", "/v1/meetings/applications", json={"default_theme_id": theme})
    play(server, room_of(other))

    server.control("DELETE", f"/control/applications/{other.application_id}")

    assert other.api("GET", "/v1/meetings/rooms").status_code == 401
    state = server.control("GET", "/control/state")
    assert (state["rooms"], state["sessions"]) == (1, 0)
    assert server.control("GET", "/control/callbacks")["callbacks"] == []


def test_the_first_one_stays(server: MeetingsServerProcess):
    with pytest.raises(AssertionError, match=r"409.*cannot be removed"):
        server.control("DELETE", f"/control/applications/{server.application_id}")
    assert server.api("GET", "/v1/meetings/rooms").status_code == 200


def test_the_seed_goes_to_the_first_one(server: MeetingsServerProcess, other: Application):
    server.reset(seed=True)
    assert server.api("GET", "/v1/meetings/rooms").json()["total_items"] == 40


def test_callbacks_go_to_their_own_application_s_addresses(
    server: MeetingsServerProcess, other: Application, receiver: Receiver
):
    with receiving() as theirs:
        body = {"application_id": other.application_id, "all": theirs.url}
        server.control("PUT", "/control/callback-urls", body)
        our_session = play(server, server.create_room()["id"])
        their_session = play(server, room_of(other))
        [ours], [their] = receiver.wait_for(1), theirs.wait_for(1)
        server.control("POST", "/control/callbacks/flush")
    assert (ours.body["session_id"], their.body["session_id"]) == (our_session, their_session)
    assert (len(receiver.received), len(theirs.received)) == (1, 1)


def test_the_address_of_the_command_line_is_the_first_one_s(start: Start):
    with receiving() as receiver:
        server = start(extra=["--callback-url", receiver.url])
        play(server, room_of(create_application(server)))
        session = play(server, server.create_room()["id"])
        [told] = receiver.wait_for(1)
        server.control("POST", "/control/callbacks/flush")
        states = [
            each["state"] for each in server.control("GET", "/control/callbacks")["callbacks"]
        ]
    assert told.body["session_id"] == session
    assert sorted(states) == ["delivered", "unaddressed"]


def test_each_has_a_quota_of_its_own(start: Start):
    server = start(extra=["--room-quota", "1", "--theme-quota", "1"])
    other = create_application(server)
    for application in (server, other):
        for path, body in (("rooms", {"display_name": "One"}), ("themes", BLUE)):
            calls = [application.api("POST", f"/v1/meetings/{path}", json=body) for _ in range(2)]
            assert [call.status_code for call in calls] == [201, 403]


def test_a_meeting_is_played_in_a_free_room_of_the_one_that_is_named(
    server: MeetingsServerProcess, other: Application
):
    server.create_room()
    body = {"application_id": other.application_id}
    with pytest.raises(AssertionError, match=r"409.*No room is free"):
        server.control("POST", "/control/meetings", body)


def test_one_that_is_unknown_cannot_be_removed(server: MeetingsServerProcess):
    with pytest.raises(AssertionError, match=r"404.*There is no application nobody"):
        server.control("DELETE", "/control/applications/nobody")


@pytest.mark.parametrize(("method", "path"), [("PUT", "callback-urls"), ("POST", "meetings")])
def test_one_that_is_unknown_is_refused(server: MeetingsServerProcess, method: str, path: str):
    with pytest.raises(AssertionError, match=r"404.*There is no application nobody"):
        server.control(method, f"/control/{path}", {"application_id": "nobody"})


def test_they_outlive_a_restart(start: Start, tmp_path: Path):
    other = create_application(start())
    other.server.stop()
    answer = requests.get(f"{start().url}/v1/meetings/rooms", timeout=10, **other.bearer())
    assert answer.status_code == 200
