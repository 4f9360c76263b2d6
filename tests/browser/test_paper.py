"""What is printed is read: tables stay tables, and nothing that is for clicking is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# A sheet of A4 between its margins.
SHEET = {"width": 718, "height": 1000}


@pytest.fixture
def paper(page: Page) -> Page:
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    return page


def test_a_list_is_a_table_that_fits_the_sheet(paper: Page):
    paper.goto("/rooms/")
    row = paper.locator(".table-rooms tbody tr").first

    assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
    expect(paper.get_by_role("columnheader", name="Recordings")).to_be_visible()
    assert paper.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]


def test_nothing_is_there_to_be_clicked(paper: Page):
    paper.goto("/rooms/")
    expect(paper.locator("h1")).to_be_visible()

    shown = "[...document.querySelectorAll('button, input, select, summary')].filter(e => e.checkVisibility())"
    assert paper.evaluate(f"{shown}.map(e => e.outerHTML)") == []
