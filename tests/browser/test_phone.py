"""On a phone nothing is wider than the screen, and the rail lies under the thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser

SCREEN = {"width": 375, "height": 812}
PATHS = [
    "/",
    "/search/?q=room",
    "/shortcuts/",
    "/account/",
    "/rooms/",
    "/rooms/?q=nothing+is+called+this",
    "/rooms/new/",
    "/rooms/sync/",
    "/rooms/no-such-room/",
    "/sessions/",
    "/recordings/",
    "/callbacks/",
    "/callbacks/receiver/",
    "/account/tokens/new/",
    "/api/",
    "/styleguide/",
]
# What one comes to a page for.
MAIN = ".page-head .actions .button, .form-actions .button, .rail-item"
SMALLER = """([selector, least]) => [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility({visibilityProperty: true}) && each.type !== "hidden")
    .filter((each) => !each.closest(".visually-hidden"))
    .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 120)])
    .filter(([box]) => Math.min(box.width, box.height) > 1 && Math.min(box.width, box.height) < least)
    .map(([box, html]) => `${box.width}x${box.height} ${html}`)
"""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_no_wider_than_the_screen(page: Page, path: str):
    page.set_viewport_size(SCREEN)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") == SCREEN["width"]


def test_a_name_of_one_long_word_makes_no_page_wider(page: Page, serve: Serve):
    room = f"/rooms/{serve.api('POST', 'rooms', {'display_name': 'Donaudampf' * 20})['id']}/"
    session = serve.control("POST", f"{room[1:]}sessions")["session_id"]
    serve.control("POST", f"sessions/{session}/participants", {"name": "Donaudampf" * 20})
    page.set_viewport_size(SCREEN)

    for path in (room, f"{room}delete/", f"/sessions/{session}/", "/sessions/", "/rooms/?q=Donaud"):
        wait_for(lambda path=path: "Donaudampf" in page.goto(path).text(), seconds=40)
        assert page.evaluate("document.documentElement.scrollWidth") == SCREEN["width"], path


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_too_small_for_a_finger(page: Page, path: str):
    page.set_viewport_size(SCREEN)
    page.goto(path)

    assert page.evaluate(SMALLER, ["button, summary, select, input, .button, .chip", 24]) == []
    assert page.evaluate(SMALLER, [MAIN, 44]) == []


def test_the_rail_is_a_bar_at_the_foot(page: Page):
    page.set_viewport_size(SCREEN)
    page.goto("/rooms/")
    box = page.get_by_role("navigation", name="Main").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] == SCREEN["height"]
    expect(page.get_by_role("link", name="Callbacks")).to_be_in_viewport()


def test_a_list_is_sorted_and_selected_whole_on_a_phone(page: Page):
    page.set_viewport_size(SCREEN)
    page.goto("/rooms/?type=long_term")
    page.get_by_role("link", name="Created", exact=True).click()
    page.wait_for_url("**sort=created**")
    page.get_by_role("checkbox", name="Select all on this page").check()

    boxes = page.locator("tbody [name=room]")
    expect(page.locator("[data-selected-count]")).to_have_text(str(boxes.count()))


def test_the_style_guide_is_no_wider_than_a_small_screen(page: Page):
    page.goto("/styleguide/")

    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
