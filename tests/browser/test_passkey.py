"""Signing in with a passkey that Chromium itself makes and keeps."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in(page, serve, complaints):
    # Passkeys belong to names, and 127.0.0.1 is none.
    home = serve.url.replace("127.0.0.1", "localhost")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{home}/sign-in/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(serve.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{home}/")

    page.goto(f"{home}/account/passkeys/add/")
    page.get_by_label("Name").fill("Laptop")
    assert page.get_by_label("without the password").is_checked()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(f"{home}/account/codes/")
    page.goto(f"{home}/account/")
    assert page.get_by_text("Laptop", exact=True).count()

    page.get_by_label("Account: admin").click()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url(f"{home}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{home}/")

    page.goto(f"{home}/account/")
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    page.wait_for_url(f"{home}/account/")
    assert not complaints
