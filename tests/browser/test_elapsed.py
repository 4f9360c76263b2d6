from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser


def begin_recording(serve: Serve, recording_id: str, started_at: str) -> None:
    token = (serve.data_dir / "callback_token").read_text().strip()
    told = {"session_id": recording_id, "room_id": "long-room", "started_at": started_at}
    for event in ("session:started", "recording:started"):
        body = {**told, "event": event, "recording_id": recording_id}
        requests.post(f"{serve.url}/hooks/{token}/", json=body, timeout=5).raise_for_status()


def test_the_page_counts_on_how_long_a_recording_has_been_running(page: Page, serve: Serve):
    begin_recording(serve, "long", "2026-01-01T10:00:00.000Z")
    page.clock.install()
    wait_for(lambda: page.goto("/recordings/long/").ok)
    page.goto("/recordings/")
    running = page.locator('[data-elapsed-since="2026-01-01T10:00:00Z"]')
    before = running.inner_text()
    page.route("**/recordings/", lambda route: route.abort())

    page.clock.fast_forward("26:00:00")

    expect(running).not_to_have_text(before)
    days = [int(words.split(" d ")[0]) for words in (before, running.inner_text())]
    assert days[1] - days[0] in (1, 2)


def test_a_recording_that_began_meanwhile_waits_until_it_is_asked_for(page: Page, serve: Serve):
    serve.control("POST", "callbacks/flush", {"timeout_seconds": 30})
    page.goto("/recordings/?sort=began")
    first = page.locator("tr[data-row] a").first
    place = first.bounding_box()
    begin_recording(serve, "earliest", "2025-01-01T10:00:00.000Z")

    news = page.get_by_role("button", name="1 new, show")
    expect(news).to_be_visible()
    assert first.bounding_box() == place
    news.click()
    expect(page.locator("tr[data-row]").first).to_have_attribute("data-row", "earliest")
