"""Pictures of every page, light and dark, wide and narrow: `make shots`, then look at them."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.support.browser import chromium, sign_in
from tests.support.serve import ROOT, Serve, wait_for

FOLDER = ROOT / "shots"
WIDTHS = {1280: 800, 375: 812}
SCHEMES = ("light", "dark")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data_dir, chromium() as browser:
        serve = Serve(Path(data_dir), life=120).start()
        try:
            pages = prepared(serve)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    photograph(browser, serve, pages, width, scheme)
        finally:
            serve.interrupt()


def prepared(serve: Serve) -> dict[str, str]:
    """Have something to see on every page; its name -> its path."""
    meeting = serve.control("POST", "meetings", {"seconds": 600, "people": 5, "record": True})
    session = serve.signed_in()

    def first(path: str, prefix: str) -> str:
        text = session.get(f"{serve.url}{path}", timeout=15).text
        found = re.search(rf'href="({prefix}[^"?/]+/)"', text)
        return found.group(1) if found else ""

    wait_for(
        lambda: (
            f"/sessions/{meeting['session_id']}/"
            in session.get(f"{serve.url}/sessions/", timeout=15).text
        ),
        seconds=40,
    )
    recording = wait_for(lambda: first("/recordings/?state=uploaded", "/recordings/"), seconds=40)
    room = f"/rooms/{meeting['room_id']}/"
    return {
        "overview": "/",
        "rooms": "/rooms/",
        "rooms-no-match": "/rooms/?q=nothing+is+called+this",
        "room": room,
        "room-edit": f"{room}edit/",
        "room-delete": f"{room}delete/",
        "room-new": "/rooms/new/",
        "sync": "/rooms/sync/",
        "sessions": "/sessions/",
        "session-live": f"/sessions/{meeting['session_id']}/",
        "recordings": "/recordings/",
        "recording": recording,
        "callbacks": "/callbacks/",
        "callback": "/callbacks/1/",
        "receiver": "/callbacks/receiver/",
        "not-found": "/rooms/no-such-room/",
        "styleguide": "/styleguide/",
    }


def photograph(
    browser: Browser, serve: Serve, pages: dict[str, str], width: int, scheme: str
) -> None:
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(base_url=serve.url, viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto("/sign-in/")
    page.screenshot(path=FOLDER / f"sign-in-{width}-{scheme}.png")
    sign_in(page, serve.url, serve.password)
    for name, path in pages.items():
        page.goto(path)
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
    context.close()
    sys.stdout.write(f"{width} {scheme}: {len(pages) + 1} pictures in {FOLDER.name}/\n")


if __name__ == "__main__":
    main()
