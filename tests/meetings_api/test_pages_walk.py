"""Whatever sizes pages have and whatever their links look like, a walk ends and misses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings_api.answers import Answer
from meetings_api.pages import RoomPage, walk

LINKS = st.sampled_from(
    [
        "api-eu.example.org/meetings/rooms?page_size={size}&start_id={start}",
        "https://elsewhere.example.net/v1/meetings/rooms?page_size={size}&start_id={start}",
        "/beta/meetings/rooms/?start_id={start}",
        "?start_id={start}&end_id=7",
    ]
)
SERIALS = st.lists(st.integers(0, 10_000), unique=True, max_size=40).map(sorted)
PastTheEnd = Callable[[int, int], int | None]
PAST_THE_END: st.SearchStrategy[PastTheEnd] = st.sampled_from(
    [
        lambda start, last: None,
        lambda start, last: last + 1,
        lambda start, last: start,
        lambda start, last: 0,
    ]
)


class Service:
    """Rooms with the given serial numbers, served in pages of one shape."""

    def __init__(self, serials: list[int], size: int, link: str, past_the_end: PastTheEnd) -> None:
        self.serials, self.size = serials, size
        self.link, self.past_the_end = link, past_the_end
        self.nested = self.texts = self.overlapping = False

    def fetch(self, start_id: int | None) -> RoomPage:
        start = start_id or 0
        left = [serial for serial in self.serials if serial >= start]
        shown = left[: self.size]
        following = self.following(start, shown, more=len(left) > len(shown))
        return RoomPage.from_json(Answer("GET", "/rooms", 200), self.body(shown, following))

    def following(self, start: int, shown: list[int], *, more: bool) -> int | None:
        last = shown[-1] if shown else start
        if not more:
            return self.past_the_end(start, last)
        return last if self.overlapping else last + 1

    def body(self, shown: list[int], following: int | None) -> dict[str, Any]:
        rooms = [{"id": f"room-{serial}", "display_name": "Room"} for serial in shown]
        href = self.link.format(size=self.size, start=following)
        count = str(self.size) if self.texts else self.size
        return {
            "_embedded": {"rooms": rooms} if self.nested else rooms,
            "_links": {} if following is None else {"next": href if self.texts else {"href": href}},
            "page_size": count,
        }


@settings(deadline=None)
@given(
    serials=SERIALS,
    size=st.integers(1, 50),
    link=LINKS,
    past_the_end=PAST_THE_END,
    nested=st.booleans(),
    texts=st.booleans(),
    overlapping=st.booleans(),
)
def test_every_room_comes_once_and_in_order(
    serials: list[int], size: int, link: str, past_the_end: PastTheEnd, **shape: bool
) -> None:
    # Pages that share a room with the next one must hold another to get any further.
    service = Service(serials, size + shape["overlapping"], link, past_the_end)
    service.__dict__.update(shape)

    pages = list(walk(service.fetch))

    listed = [room.id for page in pages for room in page.rooms]
    assert listed == [f"room-{serial}" for serial in serials]
    assert len(pages) <= len(serials) + 2


@settings(deadline=None)
@given(serials=SERIALS, size=st.integers(1, 50), link=LINKS, stop=st.integers(0, 5))
def test_a_walk_can_go_on_where_another_stopped(
    serials: list[int], size: int, link: str, stop: int
) -> None:
    service = Service(serials, size, link, lambda start, last: last + 1)
    pages = list(walk(service.fetch))
    first = pages[: stop + 1]

    rest = (
        walk(service.fetch, first[-1].next_start_id) if first[-1].next_start_id is not None else ()
    )

    listed = [room.id for page in (*first, *rest) for room in page.rooms]
    assert listed == [f"room-{serial}" for serial in serials]
