from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser


def begin_recording(serve: Serve) -> None:
    token = (serve.data_dir / "callback_token").read_text().strip()
    told = {"session_id": "long", "room_id": "long-room"}
    for event in ({"event": "session:started"}, {"event": "recording:started"}):
        body = {**told, **event, "recording_id": "long", "started_at": "2026-01-01T10:00:00.000Z"}
        requests.post(f"{serve.url}/hooks/{token}/", json=body, timeout=5).raise_for_status()


def test_the_page_counts_on_how_long_a_recording_has_been_running(page: Page, serve: Serve):
    begin_recording(serve)
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
