"""What an administrator comes for, through the real server, worker, callbacks and browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser

SOON = 20_000


@pytest.fixture(autouse=True)
def no_complaints(complaints: list[str]):
    yield
    assert not complaints


@pytest.fixture
def room(serve: Serve) -> dict:
    """An open long-term room in which nobody is."""
    live = {session["room_id"] for session in serve.control("GET", "state")["live_sessions"]}
    return next(
        room
        for room in serve.rooms()
        if room["type"] == "long_term"
        and room["is_available"]
        and room["id"] not in live
        and not room["recording_options"]["auto_record"]
        and re.fullmatch(r"[\w ]{5,30}", room["display_name"])
    )


@pytest.fixture
def known_room(page: Page, room: dict) -> dict:
    def is_listed() -> bool:
        page.goto(f"/rooms/?q={room['id']}")
        return page.get_by_role("link", name=room["display_name"]).count() > 0

    wait_for(is_listed, seconds=20)
    return room


def remote(serve: Serve, room: dict) -> dict:
    return next(each for each in serve.rooms() if each["id"] == room["id"])


def test_rooms_can_be_browsed_searched_and_opened(page: Page, known_room: dict):
    page.goto("/rooms/")
    page.get_by_role("searchbox", name="Search").last.fill(known_room["display_name"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/rooms/?*q=*")
    row = page.get_by_role("rowheader", name=known_room["display_name"])
    row.get_by_role("link").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(known_room["display_name"])


def test_a_name_and_an_expiry_can_be_edited(page: Page, serve: Serve, known_room: dict):
    page.goto(f"/rooms/{known_room['id']}/edit/")
    page.get_by_label("Display name").fill("Renamed in the browser")
    page.get_by_label("Expires").fill("2027-06-01T12:30")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Renamed in the browser")
    assert remote(serve, known_room)["display_name"] == "Renamed in the browser"
    assert remote(serve, known_room)["expires_at"] == "2027-06-01T12:30:00.000Z"


def test_a_refused_expiry_keeps_what_was_typed(page: Page, known_room: dict, complaints: list[str]):
    page.goto(f"/rooms/{known_room['id']}/edit/")
    page.get_by_label("Display name").fill("Typed and kept")
    page.get_by_label("Expires").fill("2020-01-01T12:00")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Display name")).to_have_value("Typed and kept")
    expect(page.get_by_label("Expires")).to_have_attribute("aria-invalid", "true")
    # A browser complains of every page with the status 400, which this one rightly has.
    assert complaints.pop().endswith("400 (Bad Request)")


def test_a_session_appears_by_itself_as_callbacks_come_in(
    page: Page, serve: Serve, known_room: dict
):
    page.goto("/sessions/")
    session = serve.control("POST", f"rooms/{known_room['id']}/sessions")["session_id"]
    serve.control("POST", f"sessions/{session}/participants", {"name": "Wanjiku", "is_host": True})
    link = page.locator(f"a[href='/sessions/{session}/']").first

    expect(link).to_be_visible(timeout=SOON)
    link.click()
    expect(page.get_by_text("Wanjiku").first).to_be_visible(timeout=SOON)
    serve.control("POST", f"sessions/{session}/participants", {"name": "Tomasz"})
    expect(page.get_by_text("Tomasz").first).to_be_visible(timeout=SOON)
    serve.control("POST", f"sessions/{session}/end")
    expect(page.get_by_text("Ended").first).to_be_visible(timeout=SOON)


@pytest.fixture
def recording(page: Page, serve: Serve, known_room: dict) -> str:
    session = serve.control("POST", f"rooms/{known_room['id']}/sessions")["session_id"]
    recording = serve.control("POST", f"sessions/{session}/recordings")["recording_id"]
    serve.control("POST", f"recordings/{recording}/stop", {"upload": True})
    serve.control("POST", f"sessions/{session}/end")
    ready = f"/recordings/?session={session}&state=uploaded"
    link = page.locator(f"a[href='/recordings/{recording}/']")
    wait_for(lambda: page.goto(ready) and link.count(), seconds=20)
    link.first.click()
    return recording


def test_a_recording_plays_and_seeks(page: Page, recording: str):
    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    wait_for(lambda: video.evaluate("video => video.currentTime > 0"))
    video.evaluate("video => { video.currentTime = video.duration - 2; }")

    wait_for(
        lambda: video.evaluate("video => !video.seeking && video.currentTime > video.duration - 3")
    )


def test_a_recording_downloads_under_a_sensible_name(page: Page, recording: str):
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download")).first.click()

    assert download.value.suggested_filename.endswith(".mp4")
    assert len(download.value.suggested_filename) > len("archive.mp4")
    assert download.value.path().read_bytes()[4:8] == b"ftyp"


def test_a_recording_can_be_moved_to_the_trash(page: Page, recording: str):
    page.get_by_role("button", name=re.compile("trash")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("trash")

    page.goto("/recordings/trash/")
    expect(page.locator(f'a[href="/recordings/{recording}/"]').first).to_be_visible()


def test_a_room_can_be_deleted(page: Page, serve: Serve, known_room: dict):
    page.goto(f"/rooms/{known_room['id']}/")
    page.get_by_role("link", name=re.compile("Delete")).first.click()
    page.get_by_role("button", name=re.compile("Delete")).click()

    expect(page.get_by_role("status").first).to_contain_text("deleted", ignore_case=True)
    assert known_room["id"] not in {room["id"] for room in serve.rooms()}
