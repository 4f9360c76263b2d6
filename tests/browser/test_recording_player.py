"""What the player does beyond playing: lanes and cues seek, and a broken link is replaced."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def session(serve: Serve) -> str:
    """A meeting of some seconds that is recorded, and that people join after its start."""
    room = next(room for room in serve.rooms() if room["type"] == "long_term")
    # Joins count from when they are received: behind many others, they would be after the film.
    serve.control("POST", "callbacks/flush", {"timeout_seconds": 30})
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


def test_keys_move_in_the_film_and_make_it_faster(page: Page, film: Locator):
    page.keyboard.press("l")
    wait_for(lambda: position(film) > 4)
    page.keyboard.press("j")
    wait_for(lambda: position(film) == 0)
    page.keyboard.press("ArrowRight")
    wait_for(lambda: position(film) == 5)
    page.keyboard.press(">")
    page.keyboard.press("m")

    assert film.evaluate("film => [film.playbackRate, film.muted]") == [1.25, True]
    expect(page.locator("[data-film-speed]")).to_have_value("1.25")


@pytest.mark.parametrize("key", ["Space", "k"])
def test_a_key_plays_and_pauses(page: Page, film: Locator, key: str):
    film.evaluate("film => { film.muted = true; }")
    page.keyboard.press(key)
    wait_for(lambda: position(film) > 0)
    page.keyboard.press(key)

    assert film.evaluate("film => film.paused")


def test_keys_keep_their_meaning_in_a_field_and_on_a_button(page: Page, film: Locator):
    page.get_by_label("Speed").press("k")
    page.get_by_role("button", name="Copy link at this moment").press("Space")
    page.keyboard.press("Control+l")

    assert film.evaluate("film => film.paused && film.currentTime === 0")


def test_a_question_mark_shows_the_keys(page: Page, film: Locator):
    page.keyboard.press("?")

    expect(page.get_by_text("Slower and faster")).to_be_visible()


@pytest.mark.parametrize("key", ["j", "k"])
def test_a_key_of_the_player_is_not_that_of_a_list_too(page: Page, film: Locator, key: str):
    page.evaluate("import(document.body.dataset.shortcuts)")
    page.keyboard.press(key)
    page.wait_for_timeout(100)

    assert page.evaluate("document.activeElement === document.body")


def test_the_keys_can_be_switched_off(page: Page, film: Locator):
    page.evaluate("delete document.body.dataset.shortcuts")
    page.keyboard.press("l")
    assert position(film) == 0

    film.press("l")
    wait_for(lambda: position(film) > 0)


def test_a_chosen_speed_outlasts_a_link_that_is_replaced(page: Page, film: Locator):
    page.get_by_label("Speed").select_option("2")
    film.evaluate("film => film.dispatchEvent(new Event('error'))")
    film.evaluate("film => new Promise(done => film.onloadedmetadata = done)")

    assert film.evaluate("film => film.playbackRate") == 2


def test_a_link_to_the_moment_is_copied_and_leads_there(page: Page, film: Locator):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    film.evaluate("film => { film.currentTime = 3.4; }")
    page.get_by_role("button", name="Copy link at this moment").click()
    link = wait_for(lambda: page.evaluate("navigator.clipboard.readText()"))
    assert link.endswith("/?t=3")
    page.goto(link)

    wait_for(lambda: 2.5 < position(film) < 3.5)


class SlowStorage:
    """Gives little of a film at a time, and nothing beyond its begin until it is told to go on.

    It follows the redirect as browsers do: once for each time that the film is loaded; for all
    further parts they use the link again that they were led to.
    """

    PART_BYTES = 40_000

    def __init__(self, page: Page) -> None:
        self.statuses: list[int] = []
        self._page = page
        self._link = ""
        self._held: list[Route] = []
        self._goes_on = False
        page.route("**/media/", self._answer)

    def go_on(self) -> None:
        self._goes_on = True
        for route in self._held:
            self._pass_on(route)

    def _answer(self, route: Route) -> None:
        first = self._first_byte(route)
        if first == 0:
            self._link = route.fetch(max_redirects=0).headers["location"]
        if self._goes_on or first < 2 * self.PART_BYTES:
            self._pass_on(route)
        else:
            self._held.append(route)

    def _pass_on(self, route: Route) -> None:
        first = self._first_byte(route)
        part = {"Range": f"bytes={first}-{first + self.PART_BYTES - 1}"}
        answer = self._page.request.get(self._link, headers=part)
        self.statuses.append(answer.status)
        route.fulfill(response=answer)

    def _first_byte(self, route: Route) -> int:
        return int(route.request.headers["range"].removeprefix("bytes=").split("-")[0])


@pytest.fixture
def long_film(page: Page, serve: Serve) -> Locator:
    """Of nine minutes: a shorter one is fetched at one go."""
    # In a room that records by itself nobody can stop it.
    rooms = [room for room in serve.rooms() if not room["recording_options"]["auto_record"]]
    room = next(room for room in rooms if room["type"] == "long_term")
    session = serve.control("POST", f"rooms/{room['id']}/sessions")["session_id"]
    recording = serve.control("POST", f"sessions/{session}/recordings")["recording_id"]
    serve.control("POST", "clock", {"advance_seconds": 540})
    serve.control("POST", f"recordings/{recording}/stop", {"upload": True})
    film = page.locator("video")
    wait_for(lambda: page.goto(f"/recordings/{recording}/") and film.count(), seconds=20)
    return film


def test_a_link_that_expires_while_the_film_is_open_is_replaced_by_itself(
    page: Page, serve: Serve, long_film: Locator
):
    storage = SlowStorage(page)
    page.reload()
    wait_for(lambda: long_film.evaluate("film => film.readyState > 0"))
    long_film.evaluate(
        "film => { film.muted = true; film.currentTime = film.duration - 4; film.play(); }"
    )

    serve.control("POST", "clock", {"advance_seconds": 3600})
    storage.go_on()

    wait_for(
        lambda: long_film.evaluate("film => !film.paused && film.currentTime > film.duration - 3")
    )
    expect(page.locator("[data-film-notice]")).to_be_empty()
    assert 403 in storage.statuses
