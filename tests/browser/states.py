"""What pages turn into once somebody works on them: forms refused, menus open, questions asked."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.serve import Serve

LONG_TERM = "/rooms/?type=long_term"
SOME = 2


def a_row(page: Page) -> str:
    """The name of the first room that can be edited, in the list of those."""
    page.goto(LONG_TERM)
    found = page.locator('tr:has(a[aria-label^="Rename"]) .table-title > a').first
    return str(found.inner_text())


def name_being_edited(page: Page) -> None:
    name = a_row(page)
    page.get_by_role("link", name=f"Rename {name}", exact=True).first.press("Enter")
    expect(page.locator("[data-cell-form] [name=display_name]")).to_be_visible()


def name_refused(page: Page) -> None:
    name_being_edited(page)
    page.locator("[data-cell-form] [name=display_name]").fill(" ")
    page.keyboard.press("Enter")
    expect(page.locator("[data-cell-form] [role=alert]")).to_be_visible()


def expiry_being_edited(page: Page) -> None:
    page.goto(LONG_TERM)
    page.locator('a[aria-label^="Change the expiry"]').first.press("Enter")
    expect(page.locator("[data-cell-form] [name=expires_at]")).to_be_visible()


def rooms_selected(page: Page) -> None:
    page.goto(LONG_TERM)
    for box in page.locator("tbody [name=room]").all()[:SOME]:
        box.check()


def rooms_asked(page: Page, action: str) -> None:
    rooms_selected(page)
    page.locator(f"button[name=action][value={action}]").click()
    expect(page.locator("[name=sure]")).to_be_attached()


def rooms_renamed(page: Page) -> None:
    rooms_asked(page, "rename")
    page.locator("[name=pattern]").fill("{name} ({number})")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("button", name="Rename 2 rooms")).to_be_visible()


def room_refused(page: Page) -> None:
    a_row(page)
    page.locator('tr:has(a[aria-label^="Rename"]) .table-title > a').first.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Display name").fill(" ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def title_being_edited(page: Page) -> None:
    a_row(page)
    page.locator('tr:has(a[aria-label^="Rename"]) .table-title > a').first.click()
    page.locator('.title-cell a[aria-label^="Rename"]').press("Enter")
    expect(page.locator("[data-cell-form] [name=display_name]")).to_be_visible()


def room_changed_meanwhile(page: Page, serve: Serve) -> None:
    a_row(page)
    page.locator('tr:has(a[aria-label^="Rename"]) .table-title > a').first.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    field = page.get_by_label("Display name")
    mine, room = f"{field.input_value()} of mine", page.url.split("/")[-3]
    serve.api("PATCH", f"rooms/{room}", {"update_details": {"display_name": f"{mine}?"}})
    field.fill(mine)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("theirs", exact=False).first).to_be_visible()


def room_to_be_deleted(page: Page) -> None:
    a_row(page)
    page.locator('tr:has(a[aria-label^="Rename"]) summary').first.click()
    page.locator('tr:has(details[open]) a[href$="/delete/"]').click()
    expect(page.locator("dialog[open] .button-danger")).to_be_visible()


def menu_of_a_row(page: Page) -> None:
    a_row(page)
    page.locator('tr:has(a[aria-label^="Rename"]) summary').first.click()


def menu_of_the_account(page: Page) -> None:
    page.goto("/rooms/")
    page.locator(".topbar summary.avatar").click()


def search_as_one_types(page: Page) -> None:
    page.goto("/rooms/")
    page.locator("[data-search] input").fill("room")
    expect(page.locator("#found .found-item").first).to_be_visible()


def sheet_of_shortcuts(page: Page) -> None:
    page.goto("/rooms/")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def recordings_selected(page: Page) -> None:
    page.goto("/recordings/?state=uploaded")
    for box in page.locator("tbody [name=recording]").all()[:SOME]:
        box.check()


def recordings_to_be_held(page: Page) -> None:
    recordings_selected(page)
    page.locator("button[name=action][value=hold]").click()
    expect(page.locator("[name=reason]")).to_be_visible()


def filters_refined(page: Page) -> None:
    page.goto("/recordings/?longer=x&since=2026-01-01")


def callbacks_selected(page: Page) -> None:
    page.goto("/callbacks/?live=0")
    for box in page.locator("tbody [name=callback]").all()[:SOME]:
        box.check()


def states(serve: Serve) -> dict[str, Callable[[Page], None]]:
    return {
        "rooms-name": name_being_edited,
        "rooms-name-refused": name_refused,
        "room-title-being-edited": title_being_edited,
        "rooms-expiry": expiry_being_edited,
        "rooms-selected": rooms_selected,
        "rooms-extend": lambda page: rooms_asked(page, "extend"),
        "rooms-delete": lambda page: rooms_asked(page, "delete"),
        "rooms-rename": rooms_renamed,
        "room-refused": room_refused,
        "room-conflict": lambda page: room_changed_meanwhile(page, serve),
        "room-dialog": room_to_be_deleted,
        "menu-row": menu_of_a_row,
        "menu-account": menu_of_the_account,
        "search-panel": search_as_one_types,
        "shortcuts-dialog": sheet_of_shortcuts,
        "recordings-selected": recordings_selected,
        "recordings-hold": recordings_to_be_held,
        "recordings-filters": filters_refined,
        "callbacks-selected": callbacks_selected,
    }
