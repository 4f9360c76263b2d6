"""The Meetings server's own pages: the script of its callback lab, and what holds for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.shots import SCHEMES, WIDTHS
from tests.support.meetings_server import MeetingsServerProcess

pytestmark = pytest.mark.browser

PAGES = ("/", "/lab/sign-in", "/lab", "/lab/rooms", "/lab/callbacks")


@pytest.fixture
def server(meetings_server_process: MeetingsServerProcess) -> MeetingsServerProcess:
    """With a live session, and callbacks that nobody takes."""
    meetings_server_process.reset()
    meetings_server_process.control("PUT", "/control/callback-urls", {"all": "http://127.0.0.1:9/"})
    room = meetings_server_process.create_room(display_name="Choir")
    path = f"/control/rooms/{room['id']}/sessions"
    session = meetings_server_process.control("POST", path)["session_id"]
    person = {"name": "Maximiliane " * 30}
    meetings_server_process.control("POST", f"/control/sessions/{session}/participants", person)
    return meetings_server_process


@pytest.fixture
def lab(browser: Browser, server: MeetingsServerProcess, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.goto("/lab")
    page.get_by_label("Control token").fill(server._control_token)
    page.keyboard.press("Enter")
    page.wait_for_url("**/lab")
    yield page
    context.close()


def pages(server: MeetingsServerProcess) -> list[str]:
    [room] = server.api("GET", "/v1/meetings/rooms").json()["_embedded"]
    [*_, callback] = server.control("GET", "/control/callbacks")["callbacks"]
    return [*PAGES, f"/{room['meeting_code']}", f"/lab/callbacks/{callback['id']}"]


def test_axe_finds_nothing_and_nothing_is_too_wide(
    lab: Page, server: MeetingsServerProcess, complaints: list[str]
):
    for path in pages(server):
        lab.goto(path)
        for width in WIDTHS:
            lab.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                lab.emulate_media(color_scheme=scheme)
                assert Axe().run(lab).response["violations"] == [], (path, width, scheme)
            assert lab.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert complaints == []


def test_deliveries_are_kept_current_under_the_focus(lab: Page, server: MeetingsServerProcess):
    lab.goto("/lab/callbacks")
    first = lab.locator("#deliveries a").last
    first.focus()
    rows = lab.locator("#deliveries tr")
    before = rows.count()

    server.control("POST", f"/control/rooms/{server.create_room()['id']}/expire")

    expect(rows).to_have_count(before + 1)
    expect(lab.locator("#deliveries a").last).to_be_focused()


@pytest.mark.parametrize("path", ["/lab", "/lab/callbacks/{}"])
def test_other_pages_keep_deliveries_current_as_well(
    lab: Page, server: MeetingsServerProcess, path: str
):
    first = server.control("GET", "/control/callbacks")["callbacks"][0]["id"]
    lab.goto(path.format(first))
    expect(lab.get_by_text("pending").first).to_be_visible()

    for each in server.control("GET", "/control/callbacks")["callbacks"]:
        server.control("POST", f"/control/callbacks/{each['id']}/drop")

    expect(lab.get_by_text("pending")).to_have_count(0)
    expect(lab.get_by_text("dropped").first).to_be_visible()


def test_nobody_has_to_be_kept_current(lab: Page, server: MeetingsServerProcess):
    lab.clock.install()
    lab.goto("/lab/callbacks")
    lab.get_by_label("Keep this current").uncheck()
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(request.url))

    lab.clock.run_for(10_000)

    assert asked == []
