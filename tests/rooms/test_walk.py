from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import walks
from rooms.models import Room, RoomWalk
from rooms.services import room_update
from rooms.walks import rooms_walk
from tests.support.callbacks import post

pytestmark = pytest.mark.django_db


def test_it_brings_every_room_of_every_page(meetings_server, monkeypatch):
    monkeypatch.setattr(walks, "PAGE_SIZE", 3)
    names = {
        meetings_server.create_room(display_name=f"Room {n}")["display_name"] for n in range(8)
    }
    walk = rooms_walk()

    assert set(Room.objects.values_list("display_name", flat=True)) == names
    assert (walk.state, walk.pages, walk.created, walk.seen) == (RoomWalk.State.COMPLETE, 3, 8, 8)


def test_a_second_walk_writes_nothing(meetings_server, django_assert_num_queries):
    meetings_server.create_room(display_name="Board room")
    rooms_walk()
    before = Room.objects.get().synced_at
    walk = rooms_walk()

    assert (walk.created, walk.changed, walk.gone) == (0, 0, 0)
    assert Room.objects.get().synced_at == before


def test_it_marks_what_a_complete_walk_did_not_meet_as_gone(meetings_server):
    Room.objects.create(remote_id="long-gone", synced_at=timezone.now(), first_seen_at=yesterday())
    walk = rooms_walk()

    assert walk.gone == 1
    assert Room.objects.get().gone_at is not None


def test_a_room_that_comes_back_is_not_gone_any_more(meetings_server):
    meetings_server.create_room(display_name="Board room")
    rooms_walk()
    Room.objects.update(gone_at=timezone.now())
    rooms_walk()

    assert Room.objects.get().gone_at is None


@pytest.mark.parametrize("kind", ["server_error", "cut_off", "malformed"])
def test_a_walk_that_is_broken_off_marks_nothing_as_gone(meetings_server, monkeypatch, kind):
    Room.objects.create(remote_id="elsewhere", synced_at=timezone.now(), first_seen_at=yesterday())
    monkeypatch.setattr(walks, "PAGE_SIZE", 1)
    for number in range(3):
        meetings_server.create_room(display_name=f"Room {number}")
    meetings_server.control("POST", "/control/faults", {"kind": kind, "count": 50, "skip": 1})
    walk = rooms_walk()

    assert walk.state == RoomWalk.State.FAILED
    assert walk.error
    assert Room.objects.get(remote_id="elsewhere").gone_at is None


def test_a_rate_limit_is_waited_out(meetings_server):
    meetings_server.create_room(display_name="Board room")
    fault = {"kind": "rate_limited", "count": 1, "retry_after": 1}
    meetings_server.control("POST", "/control/faults", fault)

    assert rooms_walk().state == RoomWalk.State.COMPLETE


def test_an_unreachable_api_fails_the_walk_and_says_why(unreachable_api):
    walk = rooms_walk()

    assert walk.state == RoomWalk.State.FAILED
    assert "127.0.0.1" in walk.error or "refused" in walk.error.lower()


def test_an_edit_during_the_walk_is_not_undone(meetings_server, alice, monkeypatch):
    meetings_server.create_room(display_name="Before")
    rooms_walk()
    room = Room.objects.get()
    store = walks._page_store

    def edit_then_store(hand, answer):
        room_update(room=room, changes={"display_name": "After"}, actor=alice)
        store(hand, answer)

    monkeypatch.setattr(walks, "_page_store", edit_then_store)
    rooms_walk()

    assert Room.objects.get().display_name == "After"


def during_the_walk(monkeypatch, happens):
    store = walks._page_store

    def happens_then_store(hand, answer):
        happens()
        store(hand, answer)

    monkeypatch.setattr(walks, "_page_store", happens_then_store)
    rooms_walk()


def test_a_callback_during_the_walk_is_not_undone(meetings_server, monkeypatch):
    room = meetings_server.create_room()
    rooms_walk()
    known = {name: room[name] for name in ("expires_at", "created_at")}
    expired = {"event": "room:expired", "room_id": room["id"], **known}
    during_the_walk(monkeypatch, lambda: post(expired))

    assert Room.objects.get().expired_at is not None
    assert not Room.objects.get().is_available


def test_a_room_found_gone_during_the_walk_stays_gone(meetings_server, monkeypatch):
    meetings_server.create_room()
    rooms_walk()
    during_the_walk(monkeypatch, lambda: Room.objects.update(gone_at=timezone.now()))

    assert Room.objects.get().is_gone


def test_only_one_walk_at_a_time():
    RoomWalk.objects.create(claim="somebody else")

    assert rooms_walk() is None


def test_a_walk_that_died_long_ago_does_not_block_the_next(meetings_server):
    long_ago = timezone.now() - RoomWalk.RESUMABLE_FOR - timedelta(seconds=1)
    RoomWalk.objects.create(beat_at=long_ago, claim="a dead worker")

    assert rooms_walk().state == RoomWalk.State.COMPLETE
    assert RoomWalk.objects.filter(state=RoomWalk.State.FAILED).count() == 1


def test_it_keeps_no_host_link(meetings_server):
    meetings_server.create_room(display_name="Board room")
    rooms_walk()

    assert "participant_token" not in str(Room.objects.get().payload)
    assert Room.objects.get().guest_url


def yesterday():
    return timezone.now() - timedelta(days=1)


def test_what_no_database_takes_is_replaced_and_no_news_the_next_time(meetings_server):
    meetings_server.create_room(display_name="Board room \U0001f600", metadata="a\\u0000b")
    rooms_walk()

    assert rooms_walk().changed == 0
