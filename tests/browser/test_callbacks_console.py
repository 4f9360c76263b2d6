from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.serve import Serve

pytestmark = pytest.mark.browser


@pytest.fixture
def send(serve: Serve):
    token = (serve.data_dir / "callback_token").read_text().strip()

    def send(**payload: str) -> None:
        requests.post(f"{serve.url}/hooks/{token}/", json=payload, timeout=5).raise_for_status()

    return send


def test_a_pause_is_kept_in_the_address(page: Page, send):
    send(event="session:started", session_id="paused")
    page.goto("/callbacks/")
    page.get_by_role("button", name="Pause").click()

    expect(page).to_have_url(re.compile(r"\?live=off$"))
    page.reload()
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Pause").click()
    expect(page).to_have_url(re.compile(r"/callbacks/$"))


def test_what_is_selected_is_not_swapped_away(page: Page, send):
    send(event="session:started", session_id="selected")
    page.goto("/callbacks/?session=selected")
    page.locator("[name=callback]").first.check()
    send(event="session:ended", session_id="selected")
    page.wait_for_timeout(4000)

    expect(page.locator("[name=callback]")).to_have_count(1)
    page.locator("[name=callback]").first.uncheck()
    page.get_by_role("button", name="1 new, show").click()
    expect(page.locator("[name=callback]")).to_have_count(2)


def test_new_rows_wait_until_they_are_asked_for(page: Page, send, complaints: list[str]):
    send(event="session:started", session_id="waits")
    page.goto("/callbacks/?session=waits")
    link = page.locator("tr[data-row] a").first
    link.focus()
    place = link.bounding_box()
    for number in range(2):
        send(event="session:ended", session_id="waits", number=str(number))

    news = page.get_by_role("button", name="2 new, show")
    expect(news).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(link).to_be_focused()
    assert link.bounding_box() == place
    news.click()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    expect(page.locator("tr[data-row] a").first).to_be_focused()
    expect(news).to_be_hidden()
    assert complaints == []


def test_a_selection_is_replayed(page: Page, send):
    send(event="session:started", session_id="replayed")
    page.goto("/callbacks/?session=replayed")
    page.locator("[name=callback]").first.check()
    page.get_by_role("button", name="Replay", exact=True).click()

    expect(page.get_by_text("1 callback is replayed.")).to_be_visible()
    expect(page.get_by_text("Replayed", exact=True)).to_be_visible()


def test_a_filter_is_replayed_and_its_progress_shown(page: Page, send, complaints: list[str]):
    for number in range(3):
        send(event="session:started", session_id="all", number=str(number))
    page.goto("/callbacks/?session=all")
    page.get_by_role("link", name="Replay all that match…").first.click()
    page.get_by_role("button", name="Replay 3 callbacks").click()

    expect(page.get_by_text("3 of 3 replayed")).to_be_visible()
    expect(page.get_by_text("Complete", exact=True)).to_be_visible()
    assert complaints == []
