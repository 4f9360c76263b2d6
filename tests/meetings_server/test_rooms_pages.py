from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.meetings_server.answers import invalid, refusal
from tests.support.meetings_server import MeetingsServerProcess

COUNT = 7


@pytest.fixture
def names(server: MeetingsServerProcess) -> list[str]:
    """The rooms of the list; one in their middle was deleted."""
    names = [f"Room {number}" for number in range(COUNT)]
    rooms = [server.create_room(display_name=name) for name in names]
    server.api("DELETE", f"/beta/meetings/rooms/{rooms[3]['id']}")
    return [*names[:3], *names[4:]]


def page(server: MeetingsServerProcess, *, family: str = "beta/meetings", **query: Any):
    response = server.api("GET", f"/{family}/rooms", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def called(page: dict[str, Any]) -> list[str]:
    return [room["display_name"] for room in page["_embedded"]]


def bounds(page: dict[str, Any], link: str) -> dict[str, int]:
    query = urlsplit(page["_links"][link]["href"]).query
    return {name: int(value) for name, value in parse_qsl(query)}


def test_it_lists_what_was_not_deleted(server: MeetingsServerProcess, names: list[str]) -> None:
    everything = page(server)

    assert called(everything) == names
    assert (everything["page_size"], everything["total_items"]) == (20, COUNT - 1)
    assert list(everything) == ["page_size", "_embedded", "_links", "total_items"]


def test_a_single_page_leads_nowhere_else(server: MeetingsServerProcess, names: list[str]) -> None:
    assert set(page(server)["_links"]) == {"first", "self"}


def test_an_empty_list_is_a_page(server: MeetingsServerProcess) -> None:
    empty = page(server)

    assert (empty["_embedded"], empty["total_items"]) == ([], 0)
    assert set(empty["_links"]) == {"first", "self"}


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
def test_links_stay_in_their_family(
    server: MeetingsServerProcess, names: list[str], family: str
) -> None:
    links = page(server, family=family, page_size=2)["_links"]

    assert links["first"]["href"] == f"{server.url}/{family}/rooms?page_size=2"
    assert links["next"]["href"].startswith(f"{server.url}/{family}/rooms?page_size=2&start_id=")


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(size=st.integers(1, COUNT + 1))
def test_a_walk_there_and_back_meets_every_room_once(
    server: MeetingsServerProcess, names: list[str], size: int
) -> None:
    there = [page(server, page_size=size)]
    while "next" in there[-1]["_links"]:
        there.append(page(server, **bounds(there[-1], "next")))
    back = [there[-1]]
    while "prev" in back[-1]["_links"]:
        back.append(page(server, **bounds(back[-1], "prev")))

    assert [name for each in there for name in called(each)] == names
    assert [name for each in reversed(back) for name in called(each)] == names


def test_a_page_begins_with_its_start_and_ends_before_its_end(
    server: MeetingsServerProcess, names: list[str]
) -> None:
    start = bounds(page(server, page_size=2), "next")["start_id"]

    window = page(server, start_id=start, end_id=start + 4, page_size=1)

    assert called(window) == [names[2]]
    assert bounds(window, "next") == {"page_size": 1, "start_id": start + 1, "end_id": start + 4}
    assert called(page(server, **bounds(window, "next"))) == [names[3]]


def test_a_window_ends_at_its_end(server: MeetingsServerProcess, names: list[str]) -> None:
    start = bounds(page(server), "self")["start_id"]

    window = page(server, start_id=start, end_id=start + 2)

    assert called(window) == names[:2]
    assert "next" not in window["_links"]


def test_it_links_to_itself(server: MeetingsServerProcess, names: list[str]) -> None:
    middle = page(server, **bounds(page(server, page_size=2), "next"))

    assert (
        page(server, **bounds(middle, "self"))["_embedded"][0]["id"]
        == (middle["_embedded"][0]["id"])
    )


def test_beyond_the_end_it_leads_back(server: MeetingsServerProcess, names: list[str]) -> None:
    beyond = page(server, start_id=10**17, page_size=2)

    assert called(beyond) == []
    assert called(page(server, **bounds(beyond, "prev"))) == names[-2:]


def test_it_holds_a_thousand_rooms_and_no_more(server: MeetingsServerProcess) -> None:
    assert page(server, page_size=10**9)["page_size"] == 1000


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "abc", "²", "٣", "1e3"])
def test_it_refuses_a_size_that_is_none(server: MeetingsServerProcess, value: str) -> None:
    response = server.api("GET", "/v1/meetings/rooms", params={"page_size": value})

    assert refusal(response) == invalid('"page_size" must be a number of at least 1')


@pytest.mark.parametrize("name", ["start_id", "end_id"])
@pytest.mark.parametrize("value", ["-1", "x"])
def test_it_refuses_a_bound_that_is_none(
    server: MeetingsServerProcess, name: str, value: str
) -> None:
    response = server.api("GET", "/v1/meetings/rooms", params={name: value})

    assert refusal(response) == invalid(f'"{name}" must be a number of at least 0')


@pytest.mark.parametrize("name", ["page_size", "start_id", "end_id"])
@pytest.mark.parametrize("digits", [19, 30, 5000])
def test_it_refuses_a_number_that_is_too_large(
    server: MeetingsServerProcess, name: str, digits: int
) -> None:
    response = server.api("GET", "/v1/meetings/rooms", params={name: "9" * digits})

    assert refusal(response) == invalid(f'"{name}" must be less than or equal to {"9" * 18}')
