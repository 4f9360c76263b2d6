from __future__ import annotations

import time

import pytest
from django.test import Client

URL = "/sign-in/"


def attempt(client: Client, *, password="wrong", name="alice", **extra):
    return client.post(URL, {"login": name, "password": password, **extra})


def test_it_lets_in_who_knows_the_password(client, alice):
    response = attempt(client, password="alice-password")

    assert response.status_code == 302
    assert client.get("/").status_code == 200


def test_it_says_the_same_of_a_wrong_name_and_a_wrong_password(client, alice):
    for name in ("alice", "nobody"):
        response = attempt(client, name=name)
        assert response.status_code == 200
        assert "are not correct" in response.content.decode()


def test_it_lets_nobody_in_who_was_deactivated(client, alice):
    alice.is_active = False
    alice.save(update_fields=["is_active"])

    attempt(client, password="alice-password")

    assert client.get("/").status_code == 302


def test_it_leads_to_the_page_that_was_asked_for(client, alice):
    response = attempt(client, password="alice-password", next="/rooms/?q=x")

    assert response["Location"] == "/rooms/?q=x"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " https://evil.example",
        "https:///evil.example",
        "/\t/evil.example",
    ],
)
def test_it_leads_nobody_elsewhere(client, alice, elsewhere):
    response = attempt(client, password="alice-password", next=elsewhere)

    assert response.status_code == 302
    assert response["Location"] == "/"


def test_it_gives_a_session_of_its_own(client, alice):
    """A session that somebody else put into the browser beforehand is not the one signed in."""
    client.get(URL)
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.cookies["sessionid"].value

    attempt(client, password="alice-password")

    assert client.cookies["sessionid"].value != planted
    assert Client(headers={"Cookie": f"sessionid={planted}"}).get("/").status_code == 302


def test_signing_out_ends_the_session(client, alice):
    attempt(client, password="alice-password")
    old = client.cookies["sessionid"].value

    assert client.get("/sign-out/").status_code == 200
    client.post("/sign-out/")

    assert Client(headers={"Cookie": f"sessionid={old}"}).get("/").status_code == 302


class TestTooManyTries:
    def test_the_sixth_wrong_password_in_five_minutes_is_not_even_looked_at(self, client, alice):
        for _ in range(5):
            assert attempt(client).status_code == 200

        response = attempt(client, password="alice-password")

        assert response.status_code == 429
        assert 280 < int(response["Retry-After"]) <= 300
        assert "in 5 minutes" in response.content.decode()

    def test_the_right_password_from_another_address_works(self, client, alice):
        for _ in range(6):
            attempt(client)

        elsewhere = Client(REMOTE_ADDR="192.0.2.7")

        assert attempt(elsewhere, password="alice-password").status_code == 302

    def test_another_user_at_the_same_address_may_still_sign_in(self, client, alice, bob):
        for _ in range(6):
            attempt(client)

        assert attempt(client, name="bob", password="bob-password").status_code == 302

    def test_many_names_from_one_address_are_stopped_as_well(self, client, db):
        answers = [attempt(client, name=f"user{n}").status_code for n in range(25)]

        assert answers == [200] * 20 + [429] * 5

    def test_it_is_over_after_five_minutes(self, client, alice, time_machine):
        time_machine.move_to(time.time(), tick=False)
        for _ in range(6):
            attempt(client)
        time_machine.shift(301)

        assert attempt(client, password="alice-password").status_code == 302

    def test_right_passwords_do_not_count(self, client, alice):
        for _ in range(8):
            assert attempt(Client(), password="alice-password").status_code == 302

    def test_a_header_makes_no_other_address_of_it(self, client, alice):
        for n in range(5):
            client.post(
                URL,
                {"login": "alice", "password": "wrong"},
                headers={"X-Forwarded-For": f"192.0.2.{n}"},
            )

        assert attempt(client).status_code == 429

    def test_behind_a_proxy_each_has_the_address_that_the_proxy_saw(self, client, alice, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        body = {"login": "alice", "password": "wrong"}
        for _ in range(6):
            client.post(URL, body, headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.1"})

        same = client.post(URL, body, headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.1"})
        other = client.post(URL, body, headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.2"})

        assert (same.status_code, other.status_code) == (429, 200)
