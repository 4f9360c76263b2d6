from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.support.serve import Serve

pytestmark = pytest.mark.browser


@pytest.fixture
def name(serve: Serve) -> str:
    rooms = serve.rooms()
    return str(next(room["display_name"] for room in rooms if room["type"] == "long_term"))


def begin(page: Page, name: str) -> None:
    page.goto(f"/rooms/?q={name}")
    page.get_by_role("link", name=f"Rename {name}", exact=True).press("Enter")
    expect(page.locator("[data-cell-form] [name=display_name]")).to_be_focused()


def test_escape_leaves_a_cell_as_it_was(page: Page, name: str):
    begin(page, name)
    page.keyboard.type("Nonsense")
    page.keyboard.press("Escape")

    expect(page.locator("[data-cell-form]")).to_have_count(0)
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"Rename {name}", exact=True)).to_be_focused()


def test_enter_saves_a_cell(page: Page, name: str, complaints: list[str]):
    begin(page, name)
    page.keyboard.press("End")
    page.keyboard.type(" II")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=f"Rename {name} II", exact=True)).to_be_focused()
    assert complaints == []


def test_z_takes_back_what_a_cell_saved(page: Page, name: str):
    begin(page, name)
    page.locator("[data-cell-form] [name=display_name]").fill("Nonsense")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Saved the room Nonsense.")
    page.keyboard.press("z")

    page.wait_for_url(f"**/rooms/?q={name}".replace(" ", "%20"))
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")


def test_an_expiry_is_edited_in_its_own_cell(page: Page, name: str, complaints: list[str]):
    # Further away than what is written as "in 29 days".
    soon = datetime.now(UTC) + timedelta(days=60)
    page.goto(f"/rooms/?q={name}")
    page.get_by_role("link", name=f"Change the expiry of {name}", exact=True).press("Enter")
    cell = page.locator("td[data-label=Expires]:has([data-cell-form])")
    cell.locator("[name=expires_at]").fill(f"{soon:%Y-%m-%dT09:30}")
    page.keyboard.press("Enter")

    expect(page.locator("td[data-label=Expires]").first).to_contain_text(f"{soon.day} {soon:%b}")
    assert complaints == []


def test_what_was_refused_stays_as_it_was_typed(page: Page, name: str, complaints: list[str]):
    begin(page, name)
    page.locator("[data-cell-form] [name=display_name]").fill(" ")
    page.keyboard.press("Enter")

    expect(page.locator("[data-cell-form] [role=alert]")).to_contain_text("required")
    expect(page.locator("[data-cell-form] [name=display_name]")).to_have_value(" ")
    assert complaints == []


def test_the_form_of_an_expiry_is_seen_whole(page: Page, name: str):
    page.goto(f"/rooms/?q={name}")
    page.get_by_role("link", name=f"Change the expiry of {name}", exact=True).press("Enter")
    form = page.locator("[data-cell-form]")

    for shown in (
        form.locator("[name=expires_at]"),
        form.get_by_text("Save"),
        form.get_by_text("Cancel"),
    ):
        expect(shown).to_be_in_viewport(ratio=1)


def test_a_room_is_renamed_in_the_head_of_its_page(page: Page, name: str, complaints: list[str]):
    page.goto(f"/rooms/?q={name}")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name=f"Rename {name}", exact=True).press("Enter")
    expect(page.locator("[data-cell-form] [name=display_name]")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" III")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name=f"{name} III")).to_be_visible()
    expect(page.locator("[data-toast]")).to_contain_text(f"Saved the room {name} III.")
    assert complaints == []
