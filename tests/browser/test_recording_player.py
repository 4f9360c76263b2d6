"""What the player does beyond playing: lanes and cues seek, and a broken link is replaced."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def session(serve: Serve) -> str:
    """A meeting of some seconds that is recorded, and that people join after its start."""
    room = next(room for room in serve.rooms() if room["type"] == "long_term")
    meeting = {"room_id": room["id"], "seconds": 8, "people": 3, "record": True}
    return str(serve.control("POST", "meetings", meeting)["session_id"])


@pytest.fixture
def film(page: Page, session: str) -> Locator:
    ready = f"/recordings/?session={session}&state=uploaded"
    wait_for(lambda: page.goto(ready) and page.locator("tbody th a").count(), seconds=40)
    page.locator("tbody th a").first.click()
    film = page.locator("video")
    wait_for(lambda: film.evaluate("film => film.readyState > 0"))
    return film


def position(film: Locator) -> float:
    return float(film.evaluate("film => film.currentTime"))


def test_a_click_on_a_lane_goes_to_its_place_in_the_film(page: Page, film: Locator):
    length = float(page.locator("[data-film-axis]").get_attribute("data-film-axis") or 0)
    track = page.locator("[data-film-axis] .lane-track").first
    box = track.bounding_box()
    assert box is not None

    track.click(position={"x": box["width"] / 2, "y": box["height"] / 2})

    wait_for(lambda: abs(position(film) - length / 2) < 1)


def test_an_address_with_a_time_begins_there(page: Page, film: Locator):
    page.goto(f"{page.url}?t=3")

    wait_for(lambda: 2.5 < position(film) < 3.5)


def test_a_broken_link_is_replaced_at_the_same_place(page: Page, film: Locator):
    film.evaluate("film => { film.currentTime = 2; }")
    wait_for(lambda: position(film) == 2)

    film.evaluate("film => film.dispatchEvent(new Event('error'))")

    wait_for(lambda: film.evaluate("film => film.readyState > 0 && film.currentTime === 2"))
    expect(page.locator("[data-film-notice]")).to_be_empty()


def test_it_says_why_when_no_link_helps(page: Page, serve: Serve, film: Locator):
    serve.control("POST", "faults", {"kind": "unauthorized", "count": 50, "path": "recordings"})
    page.reload()

    expect(page.locator("[data-film-notice]")).to_contain_text("did not accept your credentials")
    serve.control("DELETE", "faults")
