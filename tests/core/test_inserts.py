from __future__ import annotations

import pytest

from core.inserts import insert_missing
from core.provenance import Source
from rooms.models import Room

pytestmark = pytest.mark.django_db


def test_it_writes_every_kind_of_value(django_assert_num_queries):
    rooms = [
        Room(remote_id=f"r-{n}", display_name="100 % 'q' ü", payload={"a": [n, None]}, gone_at=None)
        for n in range(3)
    ]
    with django_assert_num_queries(1):
        insert_missing(rooms)

    kept = Room.objects.get(remote_id="r-2")
    assert (kept.display_name, kept.payload, kept.gone_at) == (
        "100 % 'q' ü",
        {"a": [2, None]},
        None,
    )
    assert kept.first_seen_at == rooms[2].first_seen_at
    assert Source.of(kept.provenance, "type") is None


def test_what_is_there_already_stays():
    Room.objects.create(remote_id="r-1", display_name="Before")
    insert_missing([Room(remote_id=f"r-{n}", display_name="After") for n in (1, 2)])

    assert list(Room.objects.order_by("remote_id").values_list("display_name", flat=True)) == [
        "Before",
        "After",
    ]


def test_nothing_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_missing([])
