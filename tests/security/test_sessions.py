"""A session is made by signing in, known to one browser only, and ends when it should."""

from __future__ import annotations

import pytest
from django.test import Client

OVERVIEW = "/rooms/"


def sign_in(client: Client, password: str = "alice-password"):
    return client.post("/sign-in/", {"login": "alice", "password": password})


def is_in(client: Client) -> bool:
    return client.get(OVERVIEW).status_code == 200


def with_session(key: str) -> Client:
    return Client(headers={"Cookie": f"sessionid={key}"})


@pytest.mark.parametrize("planted", ["a" * 32, "known-to-the-attacker", "../../etc/passwd", ""])
def test_a_session_that_was_made_up_is_not_taken_over(alice, planted):
    client = Client()
    client.cookies["sessionid"] = planted
    sign_in(client)

    assert is_in(client)
    assert client.cookies["sessionid"].value != planted
    assert not is_in(with_session(planted))


def test_the_token_of_forms_changes_with_signing_in(alice):
    client = Client()
    client.get("/sign-in/")
    before = client.cookies["csrftoken"].value

    sign_in(client)

    assert client.cookies["csrftoken"].value != before


def test_a_password_that_was_changed_elsewhere_ends_it(alice):
    client = Client()
    sign_in(client)
    alice.set_password("another-password-1")
    alice.save()

    assert not is_in(client)


def test_who_is_deactivated_is_out_with_the_next_click(alice):
    client = Client()
    sign_in(client)
    alice.is_active = False
    alice.save()

    assert not is_in(client)


def test_its_cookie_is_for_this_site_and_no_script(alice):
    client = Client()
    sign_in(client)

    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.parametrize("path", ["/", "/account/", "/rooms/", "/people/", "/callbacks/receiver/"])
def test_its_key_is_in_no_page(alice, path):
    client = Client()
    sign_in(client)

    assert client.cookies["sessionid"].value not in client.get(path).text
