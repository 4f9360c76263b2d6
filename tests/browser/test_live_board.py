from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser
SOON = 3000


@pytest.fixture
def send(serve: Serve):
    token = (serve.data_dir / "callback_token").read_text().strip()

    def send(event: str, **payload: object) -> None:
        body = {"event": event, "session_id": "board", "room_id": "board-room", **payload}
        requests.post(f"{serve.url}/hooks/{token}/", json=body, timeout=5).raise_for_status()

    return send


def open_board(page: Page) -> None:
    """A callback is applied after it was acknowledged: until then there is no such page."""
    wait_for(lambda: page.goto("/sessions/board/").ok)


def test_a_join_is_on_the_board_within_3_seconds(page: Page, send, complaints: list[str]):
    send("session:started")
    open_board(page)
    complaints.clear()
    send("session:participant:joined", participant_id="p-1", name="Ada Obi")

    expect(page.locator(".lane-label", has_text="Ada Obi")).to_be_visible(timeout=SOON)
    expect(page.locator(".lane-bar.is-open")).to_have_count(1, timeout=SOON)
    assert complaints == []


def test_a_leave_closes_the_bar_and_a_recording_is_a_band(page: Page, send):
    send("session:started")
    send("session:participant:joined", participant_id="p-2", name="Ben")
    send("recording:started", recording_id="board-recording")
    open_board(page)
    expect(page.locator(".lane-recording").first).to_be_visible()
    send("session:participant:left", participant_id="p-2", name="Ben")

    lane = page.locator(".lane", has_text="Ben")
    expect(lane.locator(".lane-bar:not(.is-open)")).to_have_count(1, timeout=SOON + 1000)
