"""The list of rooms, page by page (the contract, section 1.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from meetings_api.answers import Answer
from meetings_api.errors import MalformedAnswer
from meetings_api.fields import Fields
from meetings_api.room import Room

LARGEST_NUMBER_DIGITS = 18


@dataclass(frozen=True)
class RoomPage:
    """One page, and where the next one starts: None when this is the last.

    ``next_start_id`` is a serial number of rooms that shows nowhere else. ``total_items`` is the
    API's own count of the whole list, None in the versions that do not tell.
    """

    rooms: tuple[Room, ...]
    next_start_id: int | None
    total_items: int | None

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> RoomPage:
        """Raises MalformedAnswer; ``next_start_id`` is what the page claims, see ``walk``."""
        # The first draft of the API served the bare list.
        page = Fields.of(answer, "page", {"_embedded": value} if isinstance(value, list) else value)
        rooms = (Room.from_json(answer, item) for item in embedded(page, "rooms"))
        return cls(
            rooms=tuple({room.id: room for room in rooms}.values()),
            next_start_id=_next_start_id(page),
            total_items=_whole_number(page.values.get("total_items")),
        )


Fetch = Callable[[int | None], RoomPage]


def embedded(page: Fields, name: str) -> list[Any]:
    """The items of a list: ``_embedded`` itself as served, ``_embedded.<name>`` as specified."""
    found = page.values.get("_embedded")
    items = found.get(name) if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise page.answer.malformed(f"holds no list of {name} in _embedded", name)
    return items


def _next_start_id(page: Fields) -> int | None:
    found = page.inner("_links").values.get("next")
    href = found.get("href") if isinstance(found, dict) else found
    if not href:
        return None
    # Not urlsplit: the links have been seen without a scheme, and only the number matters.
    texts = parse_qs(str(href).partition("?")[2]).get("start_id", [])
    start_id = _whole_number(texts[-1]) if texts else None
    if start_id is None:
        raise page.answer.malformed("has a next link without a usable start_id", "next")
    return start_id


def _whole_number(value: object) -> int | None:
    """The number itself or, as captured once, as text; None for anything else."""
    text = str(value)
    usable = text.isascii() and text.isdigit() and len(text) <= LARGEST_NUMBER_DIGITS
    return int(text) if usable else None


def walk(
    fetch: Fetch, start_id: int | None = None, *, listed_before: int | None = None
) -> Iterator[RoomPage]:
    """Every page from ``start_id`` on; a room that two pages in a row hold comes once.

    With ``listed_before``, the rooms on the pages before ``start_id``, it is the rest of a whole.
    The service's ``next`` links have been seen with another path and after the last room too. So
    only their number is followed, and only upwards: an empty page or a link that does not lead
    further is the end.

    Raises MalformedAnswer when that cannot be the end, because the API itself counts more rooms
    than a whole walk has listed (they would seem gone), and when it serves one page for ever.
    """
    whole, listed = start_id is None or listed_before is not None, listed_before or 0
    previous: frozenset[str] = frozenset()
    while True:
        page = fetch(start_id)
        fresh = tuple(room for room in page.rooms if room.id not in previous)
        listed += len(fresh)
        following = _following(page, start_id)
        if whole and following is None and _cut_short(page, listed):
            raise MalformedAnswer("a page has a next link that leads back", field="next")
        if following is not None and not fresh:
            raise MalformedAnswer("a page holds only rooms of the page before", field="next")
        yield replace(page, rooms=fresh, next_start_id=following)
        if following is None:
            return
        previous, start_id = frozenset(room.id for room in page.rooms), following


def _following(page: RoomPage, start_id: int | None) -> int | None:
    claimed = page.next_start_id if page.rooms else None
    leads_further = claimed is not None and (start_id is None or claimed > start_id)
    return claimed if leads_further else None


def _cut_short(page: RoomPage, listed: int) -> bool:
    leads_back = bool(page.rooms) and page.next_start_id is not None
    return leads_back and page.total_items is not None and listed < page.total_items
