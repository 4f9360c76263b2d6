from __future__ import annotations

import pytest
from django.db import connection

from rooms.models import Room
from rooms.text_index import ROOM_TEXTS


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
    # So few rows that a database would rather look at each.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Room.objects.filter(ROOM_TEXTS.condition("board")).order_by().explain()

    assert "_text" in plan
