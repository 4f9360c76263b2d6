"""Pictures of every page, light and dark, wide and narrow: `make shots`, then look at them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser

from tests.browser.newcomer import first_day
from tests.browser.pages import SIGNED_OUT, prepared
from tests.browser.states import states
from tests.support.browser import chromium, sign_in
from tests.support.serve import ROOT, Serve, mail_into

FOLDER = ROOT / "shots"
WIDTHS = {1280: 800, 375: 812}
SCHEMES = ("light", "dark")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data_dir, chromium() as browser:
        folder = Path(data_dir)
        serve = Serve(folder, life=120, environment=mail_into(folder)).start()
        try:
            pages = prepared(serve)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    photograph(browser, serve, pages, width, scheme)
        finally:
            serve.interrupt()


def photograph(
    browser: Browser, serve: Serve, pages: dict[str, str], width: int, scheme: str
) -> None:
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(base_url=serve.url, viewport=size, color_scheme=scheme)
    page = context.new_page()

    taken = 0

    def shoot(name: str, *, whole: bool = True) -> None:
        nonlocal taken
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=whole)
        taken += 1

    def shoot_each(paths: dict[str, str]) -> None:
        for name, path in paths.items():
            page.goto(path)
            shoot(name)

    shoot_each(SIGNED_OUT)
    sign_in(page, serve.url, serve.password)
    shoot_each(pages)
    for name, act in states(serve).items():
        act(page)
        shoot(name, whole=False)
    context.clear_cookies()
    first_day(page, serve, shoot)
    context.close()
    sys.stdout.write(f"{width} {scheme}: {taken} pictures in {FOLDER.name}/\n")


if __name__ == "__main__":
    main()
