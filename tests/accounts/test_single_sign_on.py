from __future__ import annotations

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from core.models import AuditEntry
from meetings_dashboard.account_settings import single_sign_on
from tests.conftest import signed_in
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


def connection_of(client: Client, user: User) -> str:
    """The address that ends it."""
    came_back(client, process="connect", next_page="/account/")
    AuditEntry.objects.all().delete()
    return f"/account/single-sign-on/{SocialAccount.objects.get(user=user).pk}/disconnect/"


def test_who_disconnects_it_is_not_let_in_by_it_any_more(client, provider, alice, alice_client):
    path = connection_of(alice_client, alice)
    assert path in alice_client.get("/account/").text
    alice_client.post(path)

    assert "by invitation" in came_back(client).text
    assert AuditEntry.objects.get().action == "account.disconnect"


def test_nobody_disconnects_their_only_way_in(provider, alice, alice_client):
    path = connection_of(alice_client, alice)
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    response = signed_in(alice).post(path, follow=True)

    assert "Set a password first" in response.text
    assert SocialAccount.objects.exists()


def test_nor_does_anybody_else(provider, alice, alice_client):
    path = connection_of(alice_client, alice)

    assert signed_in(User.objects.create_user("other")).post(path).status_code == 404
    assert SocialAccount.objects.exists()


def test_a_connection_is_shown_and_ended_when_its_provider_is_configured_no_more(
    provider, alice, alice_client, settings
):
    path = connection_of(alice_client, alice)
    configured(settings, "")

    assert path in alice_client.get("/account/").text
    assert alice_client.post(path).status_code == 302
    assert not SocialAccount.objects.exists()
