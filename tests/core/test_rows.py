"""With rooms, as rows like any other."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.rows import Rows
from rooms.models import Room

pytestmark = pytest.mark.django_db


def rooms(*names: str) -> Rows[str, Room]:
    rows = Rows(
        Room.objects.all(),
        key=lambda room: room.remote_id,
        written=["expired_at", "provenance"],
    )
    rows.read({name: Room(remote_id=name) for name in names}, remote_id__in=names)
    return rows


def test_it_creates_what_is_missing_and_reads_the_rest():
    known = Room.objects.create(remote_id="known", display_name="Board room")
    rows = rooms("known", "new")

    assert (rows["known"], rows["known"].display_name) == (known, "Board room")
    assert rows["new"].pk is not None


def test_it_writes_what_changed_and_nothing_else():
    Room.objects.create(remote_id="known", display_name="Board room")
    rows = rooms("known", "other")
    Room.objects.update(display_name="Renamed meanwhile")
    rows["known"].expired_at = timezone.now()
    rows.write()

    room = Room.objects.get(remote_id="known")
    assert room.expired_at is not None
    assert room.display_name == "Renamed meanwhile"


def test_it_sees_what_changed_inside_of_a_column():
    rows = rooms("known")
    rows["known"].provenance["expired_at"] = {"kind": "walk"}
    rows.write()

    assert Room.objects.get().provenance == {"expired_at": {"kind": "walk"}}


def test_it_costs_the_same_for_many(django_assert_num_queries):
    rows = rooms(*(f"room-{number}" for number in range(40)))
    for row in rows.values():
        row.expired_at = timezone.now()
    with django_assert_num_queries(1):
        rows.write()
    with django_assert_num_queries(1):
        rooms(*(f"room-{number}" for number in range(40)))


def test_without_a_change_it_writes_nothing(django_assert_num_queries):
    rows = rooms("known")
    with django_assert_num_queries(0):
        rows.write()
