from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import chromium, sign_in
from tests.support.serve import Serve, mail_into

# Playwright's own 5 seconds are not enough for a busy machine; what is promised sooner says so.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    folder = tmp_path_factory.mktemp("serve")
    running = Serve(folder, environment=mail_into(folder)).start()
    yield running
    running.interrupt()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: errors, refused resources, violated policies."""
    return []


@pytest.fixture
def page(browser: Browser, serve: Serve, complaints: list[str]) -> Iterator[Page]:
    context = browser.new_context(base_url=serve.url, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    sign_in(page, serve.url, serve.password)
    yield page
    context.close()
