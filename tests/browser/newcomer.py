"""Somebody's first day: invited, with a second step of signing in, and back the next morning."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.administrator import Administrator
from tests.support.log_scrape import canary
from tests.support.serve import Serve

PASSWORD = canary("a-rather-long-password-1")
LINK = r"http://127\.0\.0\.1:\d+(/invitations/[\w-]+/)"


def first_day(page: Page, serve: Serve, look: Callable[[str], None]) -> None:
    """`page` is nobody's yet; `look` is called with the name of each page on the way."""
    name = f"dora-{uuid4().hex[:6]}"
    page.goto(Administrator(serve).answered("/people/invitations/", {}, LINK))
    look("invitation")
    accept(page, name)
    look("overview-without-rights")
    codes = second_step(page, look)
    page.goto("/account/app/remove/")
    look("authenticator-remove")
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    come_back(page, name, codes[0], look)
    page.wait_for_url(f"{serve.url}/")


def accept(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")


def second_step(page: Page, look: Callable[[str], None]) -> list[str]:
    """Set up an app; the recovery codes."""
    page.goto("/account/app/")
    secret = canary(page.locator("#secret").input_value())
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url("**/account/codes/")
    look("recovery-codes")
    return [canary(code) for code in page.locator(".codes li").all_inner_texts()]


def code_of(secret: str) -> str:
    """What the app shows now."""
    # Wants the apps to be ready, which they are not where pictures are taken.
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time() // 30))))


def come_back(page: Page, name: str, code: str, look: Callable[[str], None]) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/code/**")
    look("sign-in-code")
    page.get_by_label("code").fill(code)
    page.get_by_role("button", name="Go on").click()
