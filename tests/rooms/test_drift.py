from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import drift, walks
from rooms.models import Drift, Room, RoomWalk
from rooms.services import room_refresh, room_update
from rooms.walks import rooms_walk

pytestmark = pytest.mark.django_db


def change_elsewhere(meetings_server, room: Room, **changes) -> None:
    path = f"/beta/meetings/rooms/{room.remote_id}"
    answer = meetings_server.api("PATCH", path, json={"update_details": changes})
    assert answer.status_code == 200, answer.text


def found() -> list[tuple]:
    return [
        (drift.kind, drift.name, drift.field, drift.ours, drift.theirs, drift.winner)
        for drift in Drift.objects.order_by("id")
    ]


def test_a_first_walk_finds_no_drift(room):
    rooms_walk()

    assert not found()


def test_a_rename_elsewhere_is_drift(room, meetings_server):
    change_elsewhere(meetings_server, room, display_name="Lounge")
    walk = rooms_walk()

    assert found() == [("room", "Board room", "display_name", "Board room", "Lounge", "api")]
    assert Drift.objects.get().walk == walk


def test_options_without_a_column_are_compared_too(room, meetings_server):
    change_elsewhere(meetings_server, room, join_approval_level="explicit_approval")
    rooms_walk()

    assert [line[2:5] for line in found()] == [("join_approval_level", "none", "explicit_approval")]


def test_an_expiry_that_no_callback_told_of_is_drift(room, meetings_server):
    path = f"/control/rooms/{room.remote_id}/expire"
    meetings_server.control("POST", path)
    rooms_walk()

    assert ("is_available", True, False, "api") in [line[2:] for line in found()]


def test_an_edit_from_here_is_none(room, alice):
    room_update(room=room, changes={"display_name": "Lounge"}, actor=alice)
    rooms_walk()

    assert not found()


def test_what_an_edit_finds_changed_beside_it_is_drift(room, meetings_server, alice):
    change_elsewhere(meetings_server, room, metadata="floor 4")
    room_update(room=room, changes={"display_name": "Lounge"}, actor=alice)

    assert [line[2:5] for line in found()] == [("metadata", "floor 3", "floor 4")]


def test_a_question_about_one_room_finds_it_too(room, meetings_server):
    change_elsewhere(meetings_server, room, metadata="floor 4")
    room_refresh(room=room)

    assert [line[2] for line in found()] == ["metadata"]
    assert Drift.objects.get().found_by == "refresh"


def test_what_was_edited_meanwhile_stays(room, alice, monkeypatch):
    store = walks._page_store

    def edit_then_store(hand, answer):
        room_update(room=room, changes={"display_name": "After"}, actor=alice)
        store(hand, answer)

    monkeypatch.setattr(walks, "_page_store", edit_then_store)
    rooms_walk()

    assert [line[2:] for line in found()] == [("display_name", "After", "Board room", "here")]
    assert Room.objects.get().display_name == "After"


def test_a_room_that_is_not_listed_any_more_is_drift(meetings_server):
    yesterday = timezone.now() - timedelta(days=1)
    Room.objects.create(remote_id="r-9", synced_at=yesterday, first_seen_at=yesterday)
    rooms_walk()

    assert [line[2:5] for line in found()] == [("presence", "there", "gone")]


def test_a_room_that_comes_back_is_drift(room):
    Room.objects.update(gone_at=timezone.now())
    rooms_walk()

    assert [line[2:5] for line in found()] == [("presence", "gone", "there")]


def test_only_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(drift, "MOST_KEPT", 3)
    for number in range(5):
        Drift.objects.create(kind="room", remote_id=f"r-{number}", found_by="walk", field="type")
    Drift.objects.filter(remote_id="r-4").update(at=timezone.now() - timedelta(days=31))
    drift.history_prune()

    assert list(Drift.objects.values_list("remote_id", flat=True)) == ["r-3", "r-2", "r-1"]


def test_a_long_value_is_cut(room, meetings_server):
    Room.objects.update(display_name="x" * 2000, digest="")
    rooms_walk()

    assert len(Drift.objects.get().ours) == 501


def test_old_walks_are_let_go_unless_a_value_comes_from_them():
    old = timezone.now() - timedelta(days=31)
    for changed in (0, 1):
        RoomWalk.objects.create(state="complete", started_at=old, changed=changed)
    RoomWalk.objects.create(state="complete")
    drift.history_prune()

    assert sorted(RoomWalk.objects.values_list("changed", flat=True)) == [0, 1]
