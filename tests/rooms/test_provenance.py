from __future__ import annotations

import pytest

from core.provenance import Source
from rooms.models import MeetingSession, Participant, Room
from rooms.services import room_create, room_delete, room_refresh, room_update
from tests.support.callbacks import payload, receive
from webhooks.models import Callback

pytestmark = pytest.mark.django_db


def source(row, field: str) -> tuple:
    found = Source.of(type(row).objects.get(pk=row.pk).provenance, field)
    return (found.kind.value, found.id, found.by) if found else ()


def test_a_walked_room_comes_from_the_walk(room):
    assert source(room, "display_name")[0] == "walk"
    assert room.provenance.keys() == {"*"}


def test_an_edit_is_the_editors_and_the_rest_stays(room, alice):
    room_update(room=room, changes={"display_name": "Lounge"}, actor=alice)

    assert source(room, "display_name") == ("edit", None, "alice")
    assert source(room, "metadata")[0] == "walk"


def test_a_created_room_is_its_creators(meetings_server, alice):
    room = room_create(fields={"display_name": "Studio"}, actor=alice)

    assert source(room, "display_name") == ("edit", None, "alice")


def test_what_a_question_finds_changed_is_the_answers(room, meetings_server):
    path = f"/beta/meetings/rooms/{room.remote_id}"
    meetings_server.api("PATCH", path, json={"update_details": {"metadata": "floor 4"}})
    room_refresh(room=room)

    assert source(room, "metadata")[0] == "answer"
    assert source(room, "display_name")[0] == "walk"


def test_a_deletion_is_told_by_who_deleted(room, alice):
    room_delete(room=room, actor=alice)

    assert source(room, "deleted_at") == ("edit", None, "alice")


def test_a_room_that_only_a_callback_named_has_no_other_source():
    receive(payload("room_expired"))

    room = Room.objects.get()
    assert source(room, "expired_at") == ("callback", Callback.objects.get().pk, "")
    assert source(room, "display_name") == ()


def test_of_two_that_told_the_same_the_first_is_named():
    receive(payload("session_started"))
    receive(payload("session_ended"))

    first, second = Callback.objects.order_by("pk").values_list("pk", flat=True)
    session = MeetingSession.objects.get()
    assert source(session, "started_at") == ("callback", first, "")
    assert source(session, "ended_at") == ("callback", second, "")


def test_what_nobody_told_has_no_source():
    receive(payload("participant_joined"))

    assert "started_at" not in MeetingSession.objects.get().provenance
    assert source(Participant.objects.get(), "name")[0] == "callback"
