"""Authenticator apps and recovery codes; passkeys are tested in a browser."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.models import User
from tests.support.log_scrape import canary


def code_of(secret: str, *, at: float | None = None) -> str:
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(time.time(), tick=False)
    return time_machine


@pytest.fixture
def secret(clock, alice_client) -> str:
    """The secret of the app that alice has set up."""
    page = alice_client.get("/account/app/").content.decode()
    found = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', page)
    assert found, page
    answer = alice_client.post("/account/app/", {"code": code_of(found[1])})
    assert answer["Location"] == "/account/codes/"
    clock.shift(60)
    return canary(found[1])


@pytest.fixture
def codes(secret, alice_client) -> list[str]:
    page = alice_client.get("/account/codes/").content.decode()
    return [canary(code) for code in re.findall(r"<li>(\d{8})</li>", page)]


def password_given(client) -> str:
    response = client.post("/sign-in/", {"login": "alice", "password": "alice-password"})
    return response["Location"]


def is_in(client) -> bool:
    return client.get("/rooms/").status_code == 200


def test_the_password_alone_lets_nobody_in_any_more(client, secret):
    assert password_given(client).startswith("/sign-in/code/")
    assert not is_in(client)

    client.post("/sign-in/code/", {"code": code_of(secret)})

    assert is_in(client)


def test_a_wrong_code_lets_nobody_in(client, secret):
    password_given(client)

    response = client.post("/sign-in/code/", {"code": "000000"})

    assert "Incorrect code" in response.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_may_be_off_by_one_code(clock, client, secret, seconds, taken):
    password_given(client)

    client.post("/sign-in/code/", {"code": code_of(secret, at=time.time() + seconds)})

    assert is_in(client) == taken


@pytest.mark.parametrize("later", [0, 30, 59])
@pytest.mark.parametrize("written", ["{}", " {}"])
def test_a_code_is_good_once(clock, client, secret, later, written):
    password_given(client)
    code = code_of(secret, at=time.time() + 30)
    client.post("/sign-in/code/", {"code": code})
    client.post("/sign-out/")
    clock.shift(later)

    password_given(client)
    client.post("/sign-in/code/", {"code": written.format(code)})

    assert not is_in(client)


def test_the_code_that_sets_it_up_lets_nobody_in(clock, client, secret):
    clock.shift(-60)
    password_given(client)

    client.post("/sign-in/code/", {"code": code_of(secret)})

    assert not is_in(client)


def test_guessing_codes_is_limited(client, secret):
    password_given(client)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})

    client.post("/sign-in/code/", {"code": code_of(secret)})

    assert not is_in(client)


def test_a_passkey_is_only_asked_for_where_there_is_one(client, secret):
    page = client.get(password_given(client)).text

    assert "Use a passkey" not in page
    assert "Cancel" in page


def test_a_recovery_code_stands_for_the_app_once(client, codes):
    assert len(codes) == 10
    password_given(client)
    client.post("/sign-in/code/", {"code": codes[0]})
    assert is_in(client)
    client.post("/sign-out/")

    password_given(client)
    client.post("/sign-in/code/", {"code": codes[0]})

    assert not is_in(client)


def test_recovery_codes_are_shown_once(codes, alice_client):
    page = alice_client.get("/account/codes/").content.decode()

    assert not any(code in page for code in codes)
    assert "10 codes are left" in page


def test_setting_one_up_needs_a_recent_proof(clock, alice_client):
    clock.shift(360)

    assert alice_client.get("/account/app/")["Location"].startswith("/account/confirm/")


def test_removing_it_lets_the_password_in_again(client, secret, alice_client):
    assert alice_client.get("/account/app/remove/").status_code == 200
    alice_client.post("/account/app/remove/")

    assert password_given(client) == "/"


def test_the_secret_is_not_readable_in_the_database(secret):
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_another_secret_key_keeps_it_readable_as_long_as_the_old_one_is_known(
    client, secret, settings
):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one"
    password_given(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})

    assert is_in(client)


def test_nobody_touches_the_passkey_of_somebody_else(alice, bob_client):
    key = Authenticator.objects.create(
        user=User.objects.get(username="alice"),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key", "credential": {}},
    )

    assert bob_client.get(f"/account/passkeys/{key.pk}/").status_code == 404
    assert bob_client.post(f"/account/passkeys/{key.pk}/remove/").status_code == 404


@pytest.mark.parametrize("credential", ["", "null", "[]", "{}", "5", '{"id": 5}', "not json"])
def test_something_else_than_a_passkey_is_refused(client, alice_client, credential):
    sent = {"credential": credential}

    assert client.post("/sign-in/passkey/", sent)["Location"] == "/sign-in/"
    assert alice_client.get("/account/passkeys/add/").status_code == 200
    assert alice_client.post("/account/passkeys/add/", sent).status_code == 200
    assert not Authenticator.objects.exists()
