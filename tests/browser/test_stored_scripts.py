"""What others write is shown as they wrote it, on every page, and never runs."""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import quote, urldefrag, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.hostile import MARK, SHORT, plant
from tests.support.serve import Serve

pytestmark = pytest.mark.browser

FILES = ("download", "media", "poster", "zip")
# Of each kind of page so many; of those with an attack in their address, as many again.
OF_EACH = 2
MUST_SEE = {
    "overview",
    "rooms:list",
    "rooms:detail",
    "rooms:edit",
    "sessions:list",
    "sessions:detail",
    "recordings:list",
    "recordings:detail",
    "recordings:retention",
    "callbacks:list",
    "callbacks:detail",
    "people:roles",
}
WATCH = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# What stands in the page by an attack's doing; and whether anything was refused.
TRACES = """() => [
    ...window.violations,
    ...[...document.querySelectorAll(
        "[onerror], [onload], img[src='x'], svg[onload], script:not([src]), [href^='javascript:' i]"
    )].map((each) => each.outerHTML.slice(0, 200)),
]"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"


def kind_of(path: str) -> str:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return "nowhere"
    hostile = " of an attack" if MARK in path else ""
    return f"{found.view_name}{hostile}"


def is_file(path: str) -> bool:
    name = resolve(urlsplit(path).path).url_name or ""
    return name in FILES or urlsplit(path).path.endswith((".csv", ".json"))


class Tour:
    """Every page that links lead to, a few of each kind."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.seen: Counter[str] = Counter()
        self.found: list[str] = []
        self.showed: set[str] = set()
        self._done: set[str] = set()
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))

    def _dialog(self, dialog) -> None:
        self.found.append(f"{self.page.url}: a dialog {dialog.message}")
        dialog.dismiss()

    def go(self, starts: list[str]) -> None:
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if self._is_known(path):
                continue
            self.seen[kind_of(path)] += 1
            if is_file(path):
                self._fetch(path)
            else:
                waiting.extend(self._look(path))

    def _is_known(self, path: str) -> bool:
        known = path in self._done or self.seen[kind_of(path)] >= OF_EACH
        self._done.add(path)
        return known or kind_of(path) in ("nowhere", "accounts:sign_out", "styleguide")

    def _look(self, path: str) -> list[str]:
        answer = self.page.goto(path, wait_until="load")
        if answer is None or answer.status >= 500:
            self.found.append(f"{path}: failed")
        self.found += [f"{path}: {trace}" for trace in self.page.evaluate(TRACES)]
        if MARK in self.page.inner_text("body"):
            self.showed.add(kind_of(path).split(" ")[0])
        links = [urldefrag(link).url for link in self.page.evaluate(LINKS)]
        ours = [link.removeprefix(self.url) for link in links if link.startswith(f"{self.url}/")]
        return sorted(ours, key=lambda link: MARK not in link)

    def _fetch(self, path: str) -> None:
        """A file is saved or played, and never read as a page."""
        answer = self.page.request.get(path, max_redirects=0)
        kind = answer.headers.get("content-type", "")
        is_page = kind.startswith("text/html") and answer.status == 200
        if is_page or answer.headers.get("x-content-type-options") != "nosniff":
            self.found.append(f"{path}: {answer.status} {kind}")


@pytest.fixture(scope="module")
def planted(serve: Serve) -> None:
    plant(serve)


def test_nothing_that_others_write_runs(page: Page, serve: Serve, planted, complaints: list[str]):
    page.add_init_script(WATCH)
    tour = Tour(page, serve.url)
    lists = ("/rooms/", "/sessions/", "/recordings/", "/callbacks/", "/missing-recording/")
    tour.go(
        [
            *(f"{path}?q={quote(SHORT)}" for path in lists),
            *(f"{path}?q={MARK}" for path in lists),
            "/callbacks/?kind=unknown",
            "/",
            "/recordings/retention/",
            "/people/roles/",
            "/account/",
            "/account/tokens/",
        ]
    )

    refused = [each for each in complaints if "Content Security" in each or "Refused" in each]
    assert tour.found + refused == []
    assert set(tour.seen) >= MUST_SEE
    assert tour.showed >= {
        "rooms:list",
        "rooms:detail",
        "sessions:detail",
        "recordings:detail",
        "callbacks:list",
        "callbacks:detail",
        "recordings:retention",
        "people:roles",
    }


def test_an_attack_that_worked_would_be_seen(page: Page, serve: Serve):
    page.add_init_script(WATCH)
    page.goto("/")
    page.evaluate("attack => document.querySelector('main').innerHTML = attack", SHORT)
    page.wait_for_function("window.violations.length > 0")

    traces = page.evaluate(TRACES)
    assert any("script-src" in trace for trace in traces)
    assert any("<img" in trace for trace in traces)


@pytest.mark.parametrize("host", ["https://films.example.com/", "http://localhost:9/"])
def test_no_address_of_ours_is_told_to_others(page: Page, serve: Serve, host: str):
    """A click from a page with something secret in its address tells nobody where it came from."""
    told: list[str | None] = []

    def note(route) -> None:
        told.append(route.request.headers.get("referer"))
        route.fulfill(status=200, body="hello")

    page.context.route(f"{host}**", note)
    page.goto("/rooms/?q=a-secret-of-this-page")
    page.evaluate(
        """host => {
            const link = Object.assign(document.createElement("a"), {href: host, textContent: "x"});
            document.querySelector("main").append(link);
            link.click();
        }""",
        host,
    )
    page.wait_for_url(f"{host}**")

    assert told == [None]
