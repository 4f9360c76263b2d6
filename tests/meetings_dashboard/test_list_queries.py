from __future__ import annotations

import pytest

from rooms.models import Room, RoomState
from tests.support.meetings import begin_session, end_session, join, record
from tests.support.queries import count_queries, plan_of

MOST = 8
LISTS = (
    "/rooms/",
    "/rooms/?sort=-last_session",
    "/rooms/?q=board",
    "/sessions/?state=ended",
    "/sessions/?state=live",
    "/recordings/",
    "/recordings/?sort=room",
    "/callbacks/",
    "/activity/",
)


@pytest.fixture
def meetings(db) -> None:
    for number in range(3):
        begin_session(f"s-{number}", f"r-{number}")
        join("Ada", f"s-{number}", f"r-{number}")
        record(f"rec-{number}", f"s-{number}")
    end_session("s-0")


@pytest.mark.parametrize("url", LISTS)
def test_a_list_takes_few_queries_with_all_that_is_around_it(alice_client, meetings, url):
    alice_client.get(url)

    assert count_queries(lambda: alice_client.get(url)) <= MOST


def test_a_deep_page_of_a_list_takes_no_more(alice_client):
    Room.objects.bulk_create(Room(remote_id=f"r-{n}", display_name="Same") for n in range(99))
    cursor = alice_client.get("/rooms/").context["page"].next_cursor

    assert count_queries(lambda: alice_client.get("/rooms/", {"cursor": cursor})) <= MOST


@pytest.mark.parametrize(
    ("state", "index"), [(RoomState.GONE, "room_gone"), (RoomState.LIVE, "session_live")]
)
def test_what_few_rooms_are_is_found_along_an_index(db, state, index):
    plan = plan_of(Room.objects.in_state(state).order_by("display_name"))

    assert index in plan
    assert "SCAN rooms_room USING INDEX room_by_name" not in plan


def test_rooms_never_used_are_looked_up_one_by_one(db):
    asked = str(Room.objects.present().unused().query)

    assert "EXISTS" in asked
    assert "JOIN" not in asked
