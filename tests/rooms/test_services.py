from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from meetings_api import Refused, Unreachable
from rooms.models import Room
from rooms.services import (
    room_create,
    room_delete,
    room_host_link,
    room_refresh,
    room_update,
    rooms_fill_in,
)
from rooms.walks import rooms_walk

pytestmark = pytest.mark.django_db


def test_create_writes_the_answer_of_the_api_to_the_cache(meetings_server, alice):
    expires_at = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    fields = {"display_name": "Studio", "type": "long_term", "expires_at": expires_at}
    room = room_create(fields=fields, actor=alice)

    assert (room.display_name, room.expires_at) == ("Studio", expires_at)
    assert room.meeting_code.isdigit()


def test_update_sends_only_what_is_to_change(room, alice):
    room_update(room=room, changes={"display_name": "Board room 2"}, actor=alice)
    room_refresh(room=room)

    room = Room.objects.get()
    assert (room.display_name, room.metadata) == ("Board room 2", "floor 3")


def test_update_is_audited_with_before_and_after(room, alice):
    room_update(room=room, changes={"display_name": "Board room 2"}, actor=alice)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.outcome) == (alice, AuditEntry.Outcome.DONE)
    assert entry.changes == {"display_name": {"before": "Board room", "after": "Board room 2"}}


def test_a_refused_update_changes_nothing_and_is_audited(room, alice):
    too_soon = timezone.now() + timedelta(minutes=5)
    with pytest.raises(Refused) as refused:
        room_update(room=room, changes={"expires_at": too_soon}, actor=alice)

    assert refused.value.field == "expires_at"
    assert AuditEntry.objects.get().outcome == AuditEntry.Outcome.REFUSED


def test_delete_marks_the_room_and_never_removes_it(room, alice):
    assert room_delete(room=room, actor=alice)

    assert Room.objects.get().deleted_at is not None


def test_deleting_what_the_api_has_not_is_not_a_failure(meetings_server, alice):
    room = Room.objects.create(remote_id="never-was", synced_at=timezone.now())

    assert not room_delete(room=room, actor=alice)
    assert Room.objects.get().gone_at is not None


def test_a_deleted_room_stays_deleted_after_the_next_walk(room, alice):
    room_delete(room=room, actor=alice)
    rooms_walk()

    assert Room.objects.get().is_gone


def test_the_host_link_is_fetched_audited_and_not_kept(room, alice):
    link = room_host_link(room=room, actor=alice)

    assert "participant_token=" in link
    assert AuditEntry.objects.get().action == "room.reveal_host_link"
    assert "participant_token" not in str(AuditEntry.objects.values())


def test_fill_in_asks_about_rooms_known_from_callbacks_only(meetings_server):
    known = meetings_server.create_room(display_name="Board room")
    Room.objects.create(remote_id=known["id"])

    assert rooms_fill_in() == 1
    assert Room.objects.get().display_name == "Board room"


def test_fill_in_marks_a_room_that_the_api_does_not_know_as_gone(meetings_server):
    Room.objects.create(remote_id="nobody-knows")
    rooms_fill_in()

    assert Room.objects.get().is_gone


def test_an_unreachable_api_is_a_named_error(unreachable_api, alice):
    room = Room.objects.create(remote_id="r1", synced_at=timezone.now())
    with pytest.raises(Unreachable):
        room_update(room=room, changes={"display_name": "x"}, actor=alice)
