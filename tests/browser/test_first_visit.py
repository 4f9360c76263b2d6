"""What the rooms page costs whoever comes for the first time, on a slow line or without script."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import sign_in
from tests.support.serve import Serve

pytestmark = pytest.mark.browser

BYTES = 60_000
REQUESTS = 12


class Traffic:
    """What goes over the line, counted by the browser itself: headers and compressed bodies."""

    def __init__(self, page: Page) -> None:
        self.bytes, self.hosts = 0.0, []
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.on("Network.requestWillBeSent", self._sent)
        devtools.on("Network.loadingFinished", self._finished)

    def _sent(self, event) -> None:
        self.hosts.append(urlsplit(event["request"]["url"]).netloc)

    def _finished(self, event) -> None:
        self.bytes += event["encodedDataLength"]


def test_a_first_visit_is_light(page: Page, serve: Serve):
    traffic = Traffic(page)
    page.goto("/rooms/", wait_until="networkidle")

    assert 5_000 < traffic.bytes < BYTES
    assert len(traffic.hosts) < REQUESTS
    assert set(traffic.hosts) == {urlsplit(serve.url).netloc}


def test_rooms_are_found_and_edited_without_script(browser: Browser, serve: Serve):
    context = browser.new_context(base_url=serve.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, serve.url, serve.password)
    room = next(room for room in serve.rooms() if room["type"] == "long_term")
    page.goto(f"/rooms/{room['id']}/edit/")
    page.get_by_label("Display name").fill("Renamed without script")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Renamed without script")
    context.close()
