from __future__ import annotations

import pytest
from django.db import connection

from rooms.models import Room
from rooms.models import room as room_model
from rooms.text_index import ROOM_TEXTS
from tests.support.queries import plan_of


def found(text: str) -> list[str]:
    rooms = Room.objects.filter(ROOM_TEXTS.condition(text)).order_by("remote_id")
    return list(rooms.values_list("remote_id", flat=True))


@pytest.fixture
def room(db) -> Room:
    return Room.objects.create(remote_id="r-1", display_name="Board room", metadata="floor=3")


def test_a_part_of_any_column_is_found_in_any_case(room):
    assert found("OARD R") == found("floor") == ["r-1"]
    assert found("bored") == []


def test_it_follows_what_is_renamed(room):
    Room.objects.filter(pk=room.pk).update(display_name="Attic")

    assert (found("board"), found("attic")) == ([], ["r-1"])


def test_it_follows_what_is_written_over(room):
    Room.objects.bulk_create(
        [Room(remote_id="r-1", display_name="Attic")],
        update_conflicts=True,
        unique_fields=["remote_id"],
        update_fields=["display_name"],
    )

    assert (found("board"), found("attic"), found("floor")) == ([], ["r-1"], ["r-1"])


def test_it_forgets_what_is_deleted(room):
    Room.objects.filter(pk=room.pk).delete()

    assert found("board") == []


def test_only_the_newest_are_looked_up_where_so_many_are_asked_for(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL stops by itself at the limit of the query")
    Room.objects.bulk_create(Room(remote_id=f"r-{n}", display_name="Board") for n in range(5))

    newest = Room.objects.filter(ROOM_TEXTS.condition("board", most=2))

    assert {room.remote_id for room in newest} == {"r-3", "r-4"}


def test_a_table_that_was_made_anew_is_indexed_anew(room):
    if connection.vendor != "sqlite":
        pytest.skip("an index of PostgreSQL belongs to its table")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER rooms_room_text_update")
    Room.objects.update(display_name="Attic")

    ROOM_TEXTS.make()

    assert found("attic") == ["r-1"]


def test_both_databases_use_their_index(room):
    assert "_text" in plan_of(Room.objects.filter(ROOM_TEXTS.condition("board")).order_by())


def test_one_column_can_be_asked_for(room):
    named = Room.objects.filter(ROOM_TEXTS.condition("board", columns=["display_name"]))

    assert list(named) == [room]
    assert not Room.objects.filter(ROOM_TEXTS.condition("floor", columns=["display_name"]))


def test_the_keys_of_few_are_told_and_of_many_are_not(room):
    is_told = connection.vendor == "sqlite"

    assert ROOM_TEXTS.keys("board", "floor", most=1) == ([room.pk] if is_told else None)
    assert ROOM_TEXTS.keys("attic", most=1) == ([] if is_told else None)
    assert ROOM_TEXTS.keys("board", most=0) is None
    assert ROOM_TEXTS.keys("bo", most=9) is None


SEARCHES = ("oar", "FLOOR", "floor=3", "123456789", "123 456 789", "r-1", "b", '"', "50%", "3456")


@pytest.mark.parametrize("text", SEARCHES)
@pytest.mark.parametrize("most", [0, 1000])
def test_a_search_finds_the_same_in_both_ways(room, monkeypatch, text, most):
    monkeypatch.setattr(room_model, "MOST_LOOKED_UP", most)
    Room.objects.update(meeting_code="123456789")
    Room.objects.create(remote_id="r-2", display_name='Keep 50% of "oak"', meeting_code="3456789")

    expected = {"b": ["r-1"], '"': ["r-2"], "50%": ["r-2"], "3456": []}
    searched = Room.objects.search(text).order_by("remote_id")

    assert list(searched.values_list("remote_id", flat=True)) == expected.get(text, ["r-1"])


def test_a_search_for_rooms_goes_through_none_that_do_not_match(room):
    plan = plan_of(Room.objects.search("board").order_by())

    assert "SCAN" not in plan
    assert "Seq Scan" not in plan
