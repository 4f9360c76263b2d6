"""Whoever has to have a second step of signing in gets nowhere without one."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, BuiltIn, User
from accounts.roles import built_in_role
from tests.accounts.test_second_step import clock, code_of  # noqa: F401
from tests.conftest import signed_in
from tests.permissions.test_every_address import OTHERS, PAGES, THINGS, address, keys  # noqa: F401
from tests.support.callbacks import post
from tests.support.tokens import script_of

pytestmark = pytest.mark.django_db
WORDS = "You need a second step to go on"
ACCOUNT = reverse("accounts:account")


@pytest.fixture(autouse=True)
def _administrators(settings):
    settings.SECOND_STEP_REQUIRED = "administrators"


def somebody(role: BuiltIn) -> User:
    user = User.objects.create_user(f"user-{role}", password="a-password-of-theirs")
    user.groups.add(built_in_role(role).group)
    return user


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_leads_to_where_it_is_set_up(keys, method):  # noqa: F811
    client = signed_in(somebody(BuiltIn.ADMINISTRATOR))
    for name in {*PAGES, *THINGS, *OTHERS} - {"shortcuts"}:
        answer = getattr(client, method)(address(name, keys))

        assert (name, answer.status_code, answer.get("Location")) == (name, 302, ACCOUNT)


def test_the_page_says_why(alice_client):
    assert WORDS in alice_client.get("/rooms/", follow=True).text


def test_a_part_of_a_page_leads_there_as_a_whole(alice_client):
    answer = alice_client.get("/search/?q=a", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == ACCOUNT


def test_no_token_is_made_instead(alice_client):
    alice_client.post("/account/tokens/new/", {"name": "x", "scopes": ["rooms:read"], "days": 1})

    assert not ApiToken.objects.exists()


def test_who_sets_one_up_goes_on(clock, alice_client):  # noqa: F811
    page = alice_client.get("/account/app/")
    secret = page.context["form"].secret
    alice_client.post("/account/app/", {"code": code_of(secret)})

    assert alice_client.get("/rooms/").status_code == 200


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_who_has_one_is_not_held_up_until_it_is_removed(alice, alice_client, kind):
    one = Authenticator.objects.create(user=alice, type=kind, data={})
    assert alice_client.get("/rooms/").status_code == 200

    one.delete()

    assert alice_client.get("/rooms/")["Location"] == ACCOUNT


def test_recovery_codes_alone_are_none(alice, alice_client):
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=alice, type=kind, data={})

    assert alice_client.get("/rooms/")["Location"] == ACCOUNT


def test_others_need_none_unless_everybody_does(settings):
    client = signed_in(somebody(BuiltIn.MANAGER))
    assert client.get("/rooms/").status_code == 200

    settings.SECOND_STEP_REQUIRED = "everybody"

    assert client.get("/rooms/")["Location"] == ACCOUNT


def test_one_can_leave(alice_client):
    alice_client.post("/sign-out/")

    assert alice_client.get(ACCOUNT)["Location"].startswith("/sign-in/")


def test_signing_in_callbacks_and_scripts_go_on_as_ever(alice):
    assert Client().get("/sign-in/").status_code == 200
    assert Client().get("/healthz").status_code == 200
    assert script_of(alice).get("/api/v1/rooms/").status_code == 200
    assert post({"event": "session:started", "session_id": "s", "room_id": "r"}).status_code == 204
