from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from meetings_api import MalformedAnswer, MeetingsClient
from tests.meetings_api.canned import Canned, CannedServer


def page(*names: str, next: str = "", **fields: Any) -> Canned:
    rooms = [{"id": name, "display_name": name} for name in names]
    links = {"next": {"href": next}} if next else {}
    return Canned.json({"_embedded": rooms, "_links": links} | fields)


def names(client: MeetingsClient) -> list[str]:
    return [room.id for room in client.rooms.iterate()]


def test_it_walks_all_pages(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(page("a", "b", next="host/rooms?start_id=30"), page("c"))

    assert names(client) == ["a", "b", "c"]
    assert [seen.path for seen in api.requests] == [
        "/beta/meetings/rooms?page_size=100",
        "/beta/meetings/rooms?page_size=100&start_id=30",
    ]


def test_it_follows_the_number_of_a_link_and_never_its_host(
    api: CannedServer, client: MeetingsClient, closed_port: int
) -> None:
    elsewhere = f"http://127.0.0.1:{closed_port}/steal?start_id=30&page_size=1"
    api.will_answer(page("a", next=elsewhere), page("b"))

    assert names(client) == ["a", "b"]


def test_it_begins_where_it_is_told(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(page("c"))

    [only] = client.rooms.pages(page_size=7, start_id=30)

    assert only.next_start_id is None
    assert api.requests[0].path == "/beta/meetings/rooms?page_size=7&start_id=30"


def test_it_asks_for_a_page_only_when_it_is_wanted(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(page("a", next="?start_id=30"), page("b"))

    assert [room.id for room in islice(client.rooms.iterate(), 1)] == ["a"]
    assert len(api.requests) == 1


def test_it_ends_on_an_empty_page_that_links_further(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(page("a", next="?start_id=30"), page(next="?start_id=31"))

    assert names(client) == ["a"]
    assert len(api.requests) == 2


@pytest.mark.parametrize("back", ["?start_id=30", "?start_id=2"])
def test_it_ends_on_a_link_that_leads_no_further(
    api: CannedServer, client: MeetingsClient, back: str
) -> None:
    api.will_answer(page("a", next="?start_id=30"), page("b", next=back))

    assert names(client) == ["a", "b"]


def test_it_does_not_take_a_loop_for_the_end_when_rooms_are_missing(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(page("a", next="?start_id=30"), page("b", next="?start_id=30", total_items=9))

    with pytest.raises(MalformedAnswer, match="leads back"):
        names(client)


def test_it_gives_up_on_an_api_that_serves_one_page_for_ever(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(*(page("a", next=f"?start_id={start}") for start in range(30, 40)))

    with pytest.raises(MalformedAnswer, match="page before"):
        names(client)

    assert len(api.requests) == 2


def test_it_lists_a_room_once_that_two_pages_share(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(page("a", "a", "b", next="?start_id=30"), page("b", "c"))

    assert names(client) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "link", ["?page_size=20", "?start_id=", "?start_id=x", "?start_id=-1", "?start_id=" + "9" * 99]
)
def test_it_refuses_a_link_that_leads_nowhere(
    api: CannedServer, client: MeetingsClient, link: str
) -> None:
    api.will_answer(page("a", next=link))

    with pytest.raises(MalformedAnswer, match="next") as caught:
        names(client)

    assert caught.value.field == "next"
