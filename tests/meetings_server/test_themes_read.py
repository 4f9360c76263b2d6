from __future__ import annotations

import pytest

from tests.meetings_server.answers import invalid, missing, refusal
from tests.meetings_server.themes import THEMES, create_theme
from tests.support.meetings_server import MeetingsServerProcess


def test_no_themes_are_an_empty_list(server: MeetingsServerProcess) -> None:
    response = server.api("GET", THEMES)

    assert (response.status_code, response.json()) == (200, [])


def test_it_lists_themes_oldest_first(server: MeetingsServerProcess) -> None:
    themes = [create_theme(server, theme_name=name) for name in "cab"]

    assert server.api("GET", THEMES).json() == themes


@pytest.mark.parametrize("family", ["beta/meetings", "meetings", "v1/meetings", "v0.1/meetings"])
def test_it_reads_a_theme(server: MeetingsServerProcess, family: str) -> None:
    theme = create_theme(server)

    response = server.api("GET", f"/{family}/themes/{theme['theme_id']}")

    assert (response.status_code, response.json()) == (200, theme)


def test_it_does_not_find_an_unknown_theme(server: MeetingsServerProcess) -> None:
    response = server.api("GET", f"{THEMES}/not-a-theme")

    assert refusal(response) == missing("could not find theme not-a-theme")


def test_the_rooms_of_a_theme_are_a_page(server: MeetingsServerProcess) -> None:
    theme_id = create_theme(server)["theme_id"]
    server.create_room(display_name="Plain")
    rooms = [server.create_room(theme_id=theme_id)["id"] for _ in range(3)]

    page = server.api("GET", f"{THEMES}/{theme_id}/rooms", params={"page_size": 2}).json()

    assert [room["id"] for room in page["_embedded"]] == rooms[:2]
    assert (page["page_size"], page["total_items"]) == (2, 3)


def test_the_next_page_has_rooms_of_the_theme_only(server: MeetingsServerProcess) -> None:
    theme_id = create_theme(server)["theme_id"]
    for name in ("First", "Second"):
        server.create_room(display_name="Plain")
        server.create_room(display_name=name, theme_id=theme_id)
    page = server.api("GET", f"{THEMES}/{theme_id}/rooms?page_size=1").json()

    path = page["_links"]["next"]["href"].removeprefix(server.url)
    following = server.api("GET", path).json()

    assert [room["display_name"] for room in following["_embedded"]] == ["Second"]


def test_it_lists_no_rooms_of_an_unknown_theme(server: MeetingsServerProcess) -> None:
    response = server.api("GET", f"{THEMES}/not-a-theme/rooms")

    message = "Failed to get rooms because theme id not-a-theme not found"
    assert refusal(response) == missing(message)


def test_it_refuses_a_page_that_is_none(server: MeetingsServerProcess) -> None:
    theme_id = create_theme(server)["theme_id"]

    response = server.api("GET", f"{THEMES}/{theme_id}/rooms", params={"start_id": "x"})

    assert refusal(response) == invalid('"start_id" must be a number of at least 0')
