"""Search and shortcuts by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.serve import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_complaints(complaints: list[str]):
    yield
    assert not complaints


@pytest.fixture
def rooms(page: Page) -> Page:
    rows = page.locator("main tbody tr")
    wait_for(lambda: page.goto("/rooms/") and rows.count() > 2, seconds=20)
    return page


def title_of_row(page: Page, number: int) -> Locator:
    """The link to the row's own page; others in it do something to the row."""
    return page.locator("main tbody tr").nth(number).locator("th a").first


def name_of_row(page: Page, number: int) -> str:
    return title_of_row(page, number).inner_text()


def test_what_is_typed_is_found_and_opened(rooms: Page):
    name = name_of_row(rooms, 0)
    rooms.keyboard.press("/")
    rooms.keyboard.type(name)
    expect(rooms.locator("#found a").first).to_contain_text(name)
    rooms.keyboard.press("ArrowDown")
    rooms.keyboard.press("Enter")

    expect(rooms.get_by_role("heading", level=1)).to_contain_text(name)


def test_control_k_searches_and_escape_takes_what_was_found_away(rooms: Page):
    rooms.keyboard.press("Control+k")
    rooms.keyboard.type("room")
    expect(rooms.locator("#found .found")).to_be_visible()
    rooms.keyboard.press("ArrowDown")
    rooms.keyboard.press("Escape")

    expect(rooms.locator("#found .found")).to_have_count(0)
    expect(rooms.get_by_role("searchbox", name="Search everything")).to_be_focused()


def test_the_keys_lead_through_pages_and_rows(page: Page):
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/rooms/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(title_of_row(page, 1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("main tbody tr input[type=checkbox]").nth(1)).to_be_checked()
    page.keyboard.press("k")
    name = name_of_row(page, 0)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_a_question_mark_shows_the_sheet(rooms: Page):
    rooms.keyboard.press("?")
    expect(rooms.get_by_role("dialog")).to_contain_text("Next row")
    rooms.keyboard.press("Escape")

    expect(rooms.get_by_role("dialog")).to_have_count(0)


def test_no_key_is_a_shortcut_while_one_types(rooms: Page):
    rooms.goto("/rooms/new/")
    field = rooms.get_by_label("Display name")
    field.press_sequentially("g r?jxz/")

    expect(field).to_have_value("g r?jxz/")
    expect(rooms.get_by_role("dialog")).to_have_count(0)
