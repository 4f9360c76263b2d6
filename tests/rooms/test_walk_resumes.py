from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms import walks
from rooms.models import Room, RoomWalk
from rooms.tasks import walk_rooms
from rooms.walks import rooms_walk, walk_step

pytestmark = pytest.mark.django_db

ROOMS = 9


@pytest.fixture(autouse=True)
def _small_pages(meetings_server, monkeypatch):
    monkeypatch.setattr(walks, "PAGE_SIZE", 2)
    for number in range(ROOMS):
        meetings_server.create_room(display_name=f"Room {number}")


@pytest.fixture
def _steps_of_one_page(monkeypatch):
    monkeypatch.setattr(walks, "STEP_SECONDS", 0)


def fail(meetings_server, kind: str, *, skip: int, count: int = 50) -> None:
    meetings_server.control("POST", "/control/faults", {"kind": kind, "count": count, "skip": skip})


def known_elsewhere() -> Room:
    yesterday = timezone.now() - timedelta(days=1)
    return Room.objects.create(remote_id="elsewhere", synced_at=yesterday, first_seen_at=yesterday)


@pytest.mark.parametrize("kind", ["server_error", "cut_off", "malformed"])
def test_it_goes_on_from_the_page_where_it_was_broken_off(meetings_server, kind):
    room = known_elsewhere()
    fail(meetings_server, kind, skip=3)
    broken = rooms_walk()
    assert (broken.state, broken.pages, broken.gone) == (RoomWalk.State.FAILED, 3, 0)
    assert broken.error.startswith("Page 4: GET")
    meetings_server.control("DELETE", "/control/faults")
    walk = rooms_walk()

    assert walk.pk == broken.pk
    assert (walk.state, walk.pages, walk.seen, walk.created) == ("complete", 5, ROOMS, ROOMS)
    assert (walk.resumed, walk.gone, walk.error) == (1, 1, "")
    room.refresh_from_db()
    assert room.gone_at is not None


def test_a_malformed_page_is_asked_for_again(meetings_server):
    fail(meetings_server, "malformed", skip=2, count=2)
    walk = rooms_walk()

    assert (walk.state, walk.pages, walk.resumed) == (RoomWalk.State.COMPLETE, 5, 0)


@pytest.mark.usefixtures("_steps_of_one_page")
def test_steps_take_turns_until_it_is_complete():
    pages = [walk_step().pages for _ in range(4)]

    assert pages == [1, 2, 3, 4]
    assert RoomWalk.objects.get().is_running
    assert walk_step().state == RoomWalk.State.COMPLETE
    assert RoomWalk.objects.get().seen == ROOMS


@pytest.mark.usefixtures("_steps_of_one_page")
def test_the_task_asks_for_its_next_step():
    walk_rooms.delay()

    assert RoomWalk.objects.get().state == RoomWalk.State.COMPLETE


@pytest.mark.usefixtures("_steps_of_one_page")
def test_only_what_no_step_has_met_is_gone():
    rooms_walk()
    Room.objects.update(first_seen_at=timezone.now() - timedelta(days=1))
    known_elsewhere()

    assert rooms_walk().gone == 1


def test_a_killed_worker_is_followed_by_another(monkeypatch):
    killed_on_its_way(monkeypatch)
    assert rooms_walk() is None
    RoomWalk.objects.update(beat_at=timezone.now() - RoomWalk.LEASE - timedelta(seconds=1))
    walk = rooms_walk()

    assert (walk.state, walk.seen, walk.resumed) == (RoomWalk.State.COMPLETE, ROOMS, 1)
    assert walk.created == ROOMS


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(monkeypatch):
    store = walks._page_store

    def stolen(hand, answer):
        RoomWalk.objects.update(claim="another worker")
        store(hand, answer)

    monkeypatch.setattr(walks, "_page_store", stolen)

    assert rooms_walk() is None
    assert not Room.objects.exists()


def test_another_account_starts_anew(meetings_server, settings):
    fail(meetings_server, "server_error", skip=2)
    rooms_walk()
    meetings_server.control("DELETE", "/control/faults")
    settings.MEETINGS_API_URL = settings.MEETINGS_API_URL.replace("/beta/", "/v1/")

    assert rooms_walk().resumed == 0
    assert RoomWalk.objects.count() == 2


def test_it_is_not_resumed_for_ever(meetings_server):
    fail(meetings_server, "server_error", skip=1, count=1000)
    for _ in range(RoomWalk.MOST_RESUMES + 2):
        rooms_walk()

    assert RoomWalk.objects.count() == 2


def test_nothing_is_gone_while_the_api_counts_more_than_it_lists(monkeypatch):
    room = known_elsewhere()
    note = walks.WalkInHand.note

    def note_more(hand, answer, page):
        note(hand, answer, page)
        hand.walk.total = ROOMS + 1

    monkeypatch.setattr(walks.WalkInHand, "note", note_more)
    walk = rooms_walk()

    assert (walk.state, walk.gone) == (RoomWalk.State.COMPLETE, 0)
    assert "none was marked as gone" in walk.error
    room.refresh_from_db()
    assert room.gone_at is None


def killed_on_its_way(monkeypatch) -> None:
    class Killed(BaseException):
        pass

    store = walks._page_store

    def store_then_die(hand, answer):
        store(hand, answer)
        if hand.walk.pages == 3:
            raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(walks, "_page_store", store_then_die)
        rooms_walk()
