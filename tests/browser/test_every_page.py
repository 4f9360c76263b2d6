"""What holds for every page: axe finds nothing, nothing moves, nothing complains, nothing is too wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import Browser, Page

from tests.browser.newcomer import first_day
from tests.browser.pages import SIGNED_OUT, prepared
from tests.browser.shots import SCHEMES, WIDTHS
from tests.browser.states import states
from tests.permissions.test_every_address import NO, OTHERS, PAGES, THINGS, names_of
from tests.support.browser import sign_in
from tests.support.serve import Serve, wait_for

pytestmark = pytest.mark.browser

POSTED_TO = {
    "accounts:device_sign_out",
    "accounts:disconnect",
    "accounts:preferences",
    "accounts:saved_view_delete",
    "accounts:saved_view_new",
    "accounts:sign_out_elsewhere",
    "accounts:token_revoke",
    "people:invitation_revoke",
    "people:token_revoke",
    "receive_callback",
    "recordings:bulk",
    "rooms:bulk",
}
FILES = {
    "activity:export_csv",
    "activity:export_json",
    "api:openapi",
    "healthz",
    "recordings:download",
    "recordings:export_csv",
    "recordings:export_json",
    "recordings:media",
    "recordings:poster",
    "recordings:zip",
    "sessions:attendance",
    "usage_csv",
}
# Another name of a page that is looked at, or one that only leads on.
SAME = {
    "account_login",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_connections",
    "usersessions_list",
}
# A newcomer's first day leads there.
FIRST_DAY = {"mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes"}
# With a passkey, after single sign-on, or once a proof is too old: see the tests of accounts.
ON_THE_WAY = {
    "account_set_password",
    "accounts:go_on",
    "mfa_edit_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "socialaccount_signup",
}
# What is still called good: a table that is painted while its end is on its way, as happens on a
# busy machine, gives its columns other widths once it is whole. The rooms page has fixed ones.
SEEN = 0.1
REFUSED = re.compile(r"status of (400|404|409|410) ")
# What the reader did not ask for; counted from the first paint, before any script of ours, until
# regions are fetched again: news may need more room.
WATCH_SHIFTS = """
    window.shifts = 0;
    window.watchedFor = 2000;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput && entry.startTime < window.watchedFor) window.shifts += entry.value;
        }
    }).observe({type: "layout-shift", buffered: true});
"""


def is_page(name: str) -> bool:
    """By GET, for people: what takes a POST only is part of the page with its form."""
    table = PAGES | THINGS | OTHERS
    is_posted_to = table.get(name, ("", ""))[0] == NO or name in POSTED_TO
    return not (is_posted_to or name in FILES | SAME or name.startswith("api:v1:"))


def name_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


@pytest.fixture(scope="module")
def paths(serve: Serve) -> list[str]:
    return list(prepared(serve).values())


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in SCHEMES], ids=str)
def window(request, browser: Browser, serve: Serve, complaints: list[str]) -> Iterator[Page]:
    width, scheme = request.param
    size = {"width": width, "height": WIDTHS[width]}
    # Nothing is half faded in when it is looked at.
    context = browser.new_context(
        base_url=serve.url, viewport=size, color_scheme=scheme, reduced_motion="reduce"
    )
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda message: _note(message, page.url, complaints))
    yield page
    context.close()


def _note(message, url: str, complaints: list[str]) -> None:
    # A page that tells that there is no such room is itself a 404, a form refused a 400.
    if message.type == "error" and not REFUSED.search(message.text):
        complaints.append(f"{url}: {message.text}")


def problems(page: Page) -> list[str]:
    moved = page.evaluate("window.shifts")
    return flaws(page) + ([f"moved by {moved:.4f}"] if moved > SEEN else [])


def flaws(page: Page) -> list[str]:
    """What does not depend on what was clicked before."""
    violations = Axe().run(page).response["violations"]
    found = [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{too_wide} px too wide"] if too_wide > 0 else [])


def problems_at(page: Page, paths: Iterable[str]) -> list[str]:
    found = []
    for path in paths:
        page.goto(path)
        found += [f"{path}: {problem}" for problem in problems(page)]
    return found


def test_nothing_is_wrong_with_any_page(
    window: Page, serve: Serve, paths: list[str], complaints: list[str]
):
    found = problems_at(window, SIGNED_OUT.values())
    sign_in(window, serve.url, serve.password)
    found += problems_at(window, paths)

    assert found + complaints == []


def test_nothing_is_wrong_with_a_page_that_is_worked_on(
    window: Page, serve: Serve, paths: list[str], complaints: list[str]
):
    sign_in(window, serve.url, serve.password)
    found = []
    for name, act in states(serve).items():
        act(window)
        found += [f"{name}: {flaw}" for flaw in flaws(window)]

    assert found + complaints == []


def test_nothing_is_wrong_on_the_first_day_of_a_newcomer(
    window: Page, serve: Serve, complaints: list[str]
):
    found: list[str] = []

    def look(name: str) -> None:
        found.extend(f"{name}: {flaw}" for flaw in flaws(window))

    first_day(window, serve, look)

    assert found + complaints == []


def test_no_page_is_left_out(paths: list[str]):
    looked_at = {name_of(path) for path in (*paths, *SIGNED_OUT.values())}
    every = {name for name in names_of(get_resolver()) if is_page(name)}

    assert every - looked_at == FIRST_DAY | ON_THE_WAY


def test_it_would_be_seen(window: Page, serve: Serve):
    window.goto("/sign-in/")
    window.evaluate("""
        window.watchedFor = Infinity;
        document.body.prepend(Object.assign(new Image(3000, 50), {src: "data:,"}));
    """)
    wait_for(lambda: window.evaluate("window.shifts > 0"))

    found = "\n".join(problems(window))
    assert "image-alt" in found and "px too wide" in found and "moved by" in found
