from __future__ import annotations

from collections.abc import Callable

import pytest

from meetings_api import MeetingsClient, RoomPage
from tests.meetings_api.canned import Canned, CannedServer

ReadPage = Callable[[str], RoomPage]


@pytest.fixture
def page(api: CannedServer, client: MeetingsClient, payload: Callable[[str], object]) -> ReadPage:
    def read(name: str) -> RoomPage:
        api.will_answer(Canned.json(payload(name)))
        return next(client.rooms.pages(page_size=2))

    return read


@pytest.mark.parametrize(
    ("name", "rooms", "next_start_id", "total_items"),
    [
        ("rooms_page_as_served", [1, 2], 5104, 3),
        ("rooms_page_as_specified", [1, 2], 5104, None),
        ("rooms_page_with_plain_links", [1], 5104, None),
        ("rooms_page_of_texts", [3], 5105, 3),
        ("rooms_page_last", [3], None, 3),
        ("rooms_page_empty", [], None, 0),
        ("rooms_bare_list", [1, 2, 3], None, None),
    ],
)
def test_it_reads_every_shape_of_page(
    page: ReadPage, name: str, rooms: list[int], next_start_id: int | None, total_items: int | None
) -> None:
    read = page(name)

    assert [room.display_name for room in read.rooms] == [f"Workshop {n}" for n in rooms]
    assert (read.next_start_id, read.total_items) == (next_start_id, total_items)
