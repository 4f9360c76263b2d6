from __future__ import annotations

from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.paging import keyset_page
from rooms.models import Room


def walk(*, descending: bool, size: int) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        page = keyset_page(
            Room.objects.all(), key="display_name", descending=descending, cursor=cursor, size=size
        )
        pages.append([room.remote_id for room in page.rows])
        if page.next_cursor is None:
            return pages
        cursor = page.next_cursor


class KeysetPageTests(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        names=st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=20),
        descending=st.booleans(),
        size=st.integers(1, 7),
    )
    def test_pages_hold_every_row_once_and_in_order(self, names, descending, size):
        Room.objects.all().delete()
        for number, name in enumerate(names):
            Room.objects.create(remote_id=str(number), display_name=name)
        sign = "-" if descending else ""
        ordered = Room.objects.order_by(f"{sign}display_name", f"{sign}pk")

        pages = walk(descending=descending, size=size)
        assert list(chain.from_iterable(pages)) == list(ordered.values_list("remote_id", flat=True))
        assert all(len(page) == size for page in pages[:-1])


@pytest.fixture
def rooms(db):
    return [Room.objects.create(remote_id=str(n), display_name=f"{n}") for n in range(7)]


def page_of(cursor, *, descending=False, key="display_name"):
    return keyset_page(Room.objects.all(), key=key, descending=descending, cursor=cursor, size=3)


def test_the_way_back_shows_the_same_pages(rooms):
    first = page_of(None)
    second = page_of(first.next_cursor)
    back = page_of(second.previous_cursor)

    assert back.rows == first.rows
    assert back.previous_cursor is None
    assert page_of(back.next_cursor).rows == second.rows


def test_rows_that_arrive_meanwhile_shift_nothing(rooms):
    first = page_of(None)
    Room.objects.create(remote_id="new", display_name="0a")

    assert [room.display_name for room in page_of(first.next_cursor).rows] == ["3", "4", "5"]


@pytest.mark.parametrize("cursor", ["", "x", "WyJhIl0:1:forged", "é" * 300])
def test_a_cursor_that_was_not_made_here_gives_the_first_page(rooms, cursor):
    assert page_of(cursor).rows == page_of(None).rows


def test_a_cursor_of_another_sort_order_gives_the_first_page(rooms):
    cursor = page_of(None).next_cursor

    assert page_of(cursor, descending=True).rows == page_of(None, descending=True).rows


def test_a_time_is_a_key_too(rooms):
    first = page_of(None, key="first_seen_at")
    second = page_of(first.next_cursor, key="first_seen_at")

    assert [room.display_name for room in second.rows] == ["3", "4", "5"]


def test_rows_that_share_a_value_are_entered_at_their_place(rooms):
    Room.objects.update(display_name="same")
    cursor = page_of(None).next_cursor

    with CaptureQueriesContext(connection) as captured:
        assert [room.remote_id for room in page_of(cursor).rows] == ["3", "4", "5"]

    # Both bounds are in one condition, and nothing is asked for beyond a full page.
    (query,) = captured
    assert "display_name\" = 'same'" in query["sql"]


def test_a_key_of_its_own_for_each_row_takes_one_query(rooms, django_assert_num_queries):
    cursor = page_of(None, key="pk").next_cursor

    with django_assert_num_queries(1):
        page_of(cursor, key="pk")
