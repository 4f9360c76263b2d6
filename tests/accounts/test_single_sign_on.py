from __future__ import annotations

import pytest
import requests
from django.test import Client

from accounts.models import User
from meetings_dashboard.account_settings import single_sign_on
from tests.support.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider

URL = "/sign-in/with/sso/"


def configured(settings, issuer: str) -> None:
    values = single_sign_on(
        issuer=issuer, client_id=CLIENT_ID, secret=CLIENT_SECRET, name="Example"
    )
    settings.SOCIALACCOUNT_PROVIDERS = values["SOCIALACCOUNT_PROVIDERS"]


@pytest.fixture
def provider(settings, db):
    with OpenIdProvider().running() as running:
        configured(settings, running.url)
        yield running


def came_back(client: Client, *, process: str = "login", next_page: str = "/rooms/"):
    """Through the provider and back; what the dashboard says then."""
    away = client.post(f"{URL}?process={process}&next={next_page}")["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def test_a_connected_account_signs_in(client, provider, alice, alice_client):
    came_back(alice_client, process="connect", next_page="/account/")
    assert "connected" in alice_client.get("/account/").text

    assert came_back(client)["Location"] == "/rooms/"

    assert client.get("/rooms/").status_code == 200
    assert User.objects.count() == 1


def test_whom_nobody_connected_is_not_let_in(client, provider):
    assert "by invitation" in came_back(client).text

    assert not User.objects.exists()


def test_an_equal_address_proves_nothing(client, provider, alice, settings):
    User.objects.update(email="dora@example.com")
    provider.person["email_verified"] = True

    came_back(client)

    assert client.get("/rooms/").status_code == 302


def test_where_it_makes_accounts_they_may_see_nothing(client, provider, settings):
    settings.OIDC_SIGN_UP = True

    came_back(client)

    assert User.objects.get().username == "dora"
    assert client.get("/rooms/").status_code == 403


def test_a_state_of_somebody_else_is_refused(client, provider, settings):
    settings.OIDC_SIGN_UP = True
    away = client.post(URL)["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]

    response = Client().get(back.removeprefix("http://testserver"))

    assert "did not work" in response.text
    assert not User.objects.exists()


def test_a_provider_that_is_away_is_no_failure_of_ours(client, settings, db):
    configured(settings, "http://127.0.0.1:9")

    assert "did not work" in client.post(URL).text


def test_the_button_says_whose_it_is(client, provider):
    assert "Sign in with Example" in client.get("/sign-in/").text


def test_without_configuration_there_is_none(client, db):
    assert "Sign in with" not in client.get("/sign-in/", headers={"Host": "127.0.0.1"}).text
    assert client.post(URL).status_code == 404


def test_visiting_a_link_connects_nothing(alice_client, provider):
    """Or a link sent to somebody could connect their account with a stranger."""
    assert alice_client.get(f"{URL}?process=connect").status_code == 200
