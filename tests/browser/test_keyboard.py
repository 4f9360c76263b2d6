"""The dashboard without a mouse: where the focus goes, and what the keys do."""

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
def row_menu(page: Page) -> Locator:
    """The menu of the first room of the list, once there is one."""
    menu = page.locator("td.table-actions details.menu").first
    wait_for(lambda: page.goto("/rooms/?state=open") and menu.count(), seconds=20)
    return menu


def test_the_first_key_offers_to_skip_to_the_content(page: Page):
    page.goto("/rooms/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_a_slash_goes_to_the_search_but_is_a_letter_in_a_field(page: Page):
    page.goto("/rooms/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search everything")
    page.keyboard.type("a/b")

    expect(search).to_be_focused()
    expect(search).to_have_value("a/b")


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page, row_menu: Locator):
    summary = row_menu.locator("summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    expect(row_menu.get_by_role("link", name="Edit")).to_be_focused()
    page.keyboard.press("Escape")

    expect(summary).to_be_focused()
    expect(row_menu.get_by_role("link", name="Edit")).to_be_hidden()


def test_a_dialog_begins_at_cancel_and_gives_the_focus_back(page: Page, row_menu: Locator):
    row_menu.locator("summary").press("Enter")
    row_menu.get_by_role("link", name="Delete…").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(row_menu.locator("summary")).to_be_focused()


def test_a_live_page_can_be_paused(page: Page):
    page.goto("/sessions/")
    pause = page.locator("[data-live-pause]")
    pause.press("Space")

    expect(pause).to_have_attribute("aria-pressed", "true")


def test_a_refused_form_puts_the_focus_on_what_was_refused(page: Page, complaints: list[str]):
    page.goto("/rooms/new/")
    page.get_by_label("Display name").fill(" ")
    page.get_by_label("Display name").press("Enter")

    expect(page.locator(".form-errors")).to_be_focused()
    # A browser complains of every page with the status 400, which this one rightly has.
    assert complaints.pop().endswith("400 (Bad Request)")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_chosen_theme_outlasts_the_page(page: Page, theme: str):
    page.get_by_label("Theme").press("Enter")
    page.get_by_role("button", name=theme).press("Enter")
    page.goto("/rooms/")

    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())


def test_the_menu_of_the_only_row_is_whole(page: Page, row_menu: Locator):
    code = page.locator("th.table-title .mono").first.inner_text().replace(" ", "")
    page.goto(f"/rooms/?q={code}")
    page.locator("td.table-actions summary").press("Enter")
    frame = page.locator(".table-frame")

    assert frame.evaluate("frame => getComputedStyle(frame).overflowY") == "visible"


@pytest.mark.usefixtures("row_menu")
def test_e_renames_the_room_of_the_row(page: Page):
    page.goto("/rooms/?type=long_term")
    page.keyboard.press("j")
    page.keyboard.press("e")

    expect(page.locator("[data-cell-form] [name=display_name]")).to_be_focused()


def test_a_list_that_is_sorted_keeps_the_place_and_the_focus(page: Page):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto("/rooms/?state=open")
    sort = page.get_by_role("link", name="Created", exact=True)
    sort.focus()
    page.evaluate("scrollTo(0, 150)")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=created**")

    expect(page.locator("[aria-sort=ascending]")).to_have_text("Created")
    expect(sort).to_be_focused()
    assert page.evaluate("scrollY") == 150
    page.go_back()
    expect(page.locator("[aria-sort=ascending]")).to_have_text("Name")


def test_who_takes_a_filter_away_goes_on_from_the_list(page: Page):
    page.goto("/rooms/?type=long_term&state=open")
    page.get_by_role("link", name="Type: Long-term").press("Enter")
    page.wait_for_url("**/rooms/?state=open")

    expect(page.locator("#content")).to_be_focused()


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in(page: Page):
    page.goto("/rooms/")
    page.context.clear_cookies()
    page.get_by_role("link", name="Created", exact=True).press("Enter")

    page.wait_for_url("**/sign-in/**")
