"""A change of a room through the API is made to what its caller has read, or not at all."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from core.models import AuditEntry
from rooms.models import Room
from rooms.services import room_refresh
from tests.security.test_concurrent_edits import at_once
from tests.support.meetings import begin_session, join
from tests.support.tokens import script_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(meetings_server) -> Room:
    answer = meetings_server.create_room(display_name="Board room")
    return room_refresh(room=Room.objects.create(remote_id=answer["id"]))


def address(room: Room) -> str:
    return f"/api/v1/rooms/{room.remote_id}/"


def tag_of(script, room: Room) -> str:
    return script.get(address(room))["ETag"]


def rename(script, room: Room, name: str, tag: str):
    return script.patch(
        address(room), {"name": name}, content_type="application/json", headers={"If-Match": tag}
    )


def name_at_the_api(meetings_server, room: Room) -> str:
    path = f"/beta/meetings/rooms/{room.remote_id}"
    return meetings_server.api("GET", path).json()["display_name"]


def test_what_was_read_is_changed_and_the_answer_has_the_next_tag(alice, room):
    script = script_of(alice)
    first = tag_of(script, room)

    answer = rename(script, room, "Studio", first)

    assert (answer.status_code, answer.json()["name"]) == (200, "Studio")
    assert answer["ETag"] == tag_of(script, room) != first


def test_what_was_changed_at_the_api_meanwhile_is_left_as_it_is(alice, room, meetings_server):
    script = script_of(alice)
    tag = tag_of(script, room)
    update = {"update_details": {"display_name": "Theirs"}}
    meetings_server.api("PATCH", f"/beta/meetings/rooms/{room.remote_id}", json=update)

    answer = rename(script, room, "Mine", tag)

    assert answer.status_code == 412, answer.text
    assert "read it again" in answer.json()["detail"]
    assert name_at_the_api(meetings_server, room) == "Theirs"
    assert tag_of(script, room) != tag


@pytest.mark.parametrize("tag", ["", "x", '"x"', '"a", "b"', "W/", ","])
def test_no_other_tag_will_do(alice, room, meetings_server, tag):
    assert rename(script_of(alice), room, "Mine", tag).status_code == 412
    assert name_at_the_api(meetings_server, room) == "Board room"


@pytest.mark.parametrize("written", ["{}", "W/{}", '"other", {}', "*"])
def test_it_may_be_written_in_several_ways(alice, room, written):
    script = script_of(alice)

    assert rename(script, room, "Mine", written.format(tag_of(script, room))).status_code == 200


def test_who_is_in_the_room_makes_no_difference(alice, room):
    script = script_of(alice)
    tag = tag_of(script, room)
    begin_session("s-1", room.remote_id)
    join("Ada", "s-1", room.remote_id)

    assert tag_of(script, room) == tag


def test_of_several_at_once_one_is_taken(alice, room, meetings_server):
    script = script_of(alice)
    tag = tag_of(script, room)
    names = ["A", "B", "C", "D"]

    answers = at_once(*(lambda name=name: rename(script, room, name, tag) for name in names))

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    [taken] = [name for name, each in zip(names, answers, strict=True) if each.status_code == 200]
    assert name_at_the_api(meetings_server, room) == taken == Room.objects.get().display_name
    assert AuditEntry.objects.filter(action="room.update").count() == 1


def test_several_at_once_without_one_leave_here_what_the_api_has(alice, room, meetings_server):
    script = script_of(alice)

    answers = at_once(
        *(
            lambda name=name: script.patch(
                address(room), {"name": name}, content_type="application/json"
            )
            for name in "ABCD"
        )
    )

    assert {answer.status_code for answer in answers} == {200}
    assert name_at_the_api(meetings_server, room) == Room.objects.get().display_name


def test_a_room_that_has_expired_meanwhile_says_so(alice, room, meetings_server):
    script = script_of(alice)
    meetings_server.control("POST", f"/control/rooms/{room.remote_id}/expire")

    answer = rename(script, room, "Mine", "*")

    assert answer.status_code in (409, 412), answer.text
    assert Room.objects.get().display_name == "Board room"


def test_who_waits_too_long_for_a_turn_is_told_so(alice, room, monkeypatch):
    monkeypatch.setattr("api.preconditions.WAIT_SECONDS", 0)
    cache.add(f"api.room_turn.{room.pk}", 1, 60)

    answer = rename(script_of(alice), room, "Mine", "*")

    assert answer.status_code == 409
    assert "try again" in answer.json()["detail"]
