from __future__ import annotations

import hashlib
import re
import time
from datetime import timedelta

import pytest

from accounts.models import ApiToken, BuiltIn, TokenScope
from accounts.roles import RIGHTS, built_in_role
from accounts.token_scopes import RIGHTS_OF_SCOPE
from accounts.tokens import MOST_TOKENS, TokenRefused, token_accepted
from core.models import AuditEntry
from tests.conftest import signed_in
from tests.support.markup import is_only_text
from tests.support.tokens import make_token

LIST, NEW = "/account/tokens/", "/account/tokens/new/"
TEXT = re.compile(r"mdt_[0-9a-f]{12}_[\w-]{43}")


def make(client, **data):
    body = {"name": "nightly", "scopes": ["rooms:read"], "days": "30"}
    return client.post(NEW, body | data)


def test_the_token_is_shown_once(alice_client):
    page = make(alice_client)
    text = TEXT.search(page.text)[0]

    assert "no-store" in page["Cache-Control"]
    assert TEXT.search(alice_client.get(LIST).text) is None
    assert token_accepted(text).name == "nightly"


def test_only_a_hash_of_the_secret_is_kept(alice_client):
    secret = TEXT.search(make(alice_client).text)[0][17:]
    token = ApiToken.objects.get()

    assert len(secret) == 43
    assert token.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(ApiToken.objects.values()) + str(AuditEntry.objects.values())


def test_making_one_is_on_record(alice_client):
    make(alice_client)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target_name) == ("token.create", "nightly")
    assert entry.changes["scopes"]["after"] == ["rooms:read"]


def test_it_works_for_as_long_as_was_chosen(alice_client):
    make(alice_client, days="7")

    token = ApiToken.objects.get()
    assert timedelta(days=6.9) < token.expires_at - token.created_at <= timedelta(days=7)


def test_who_signed_in_a_while_ago_has_to_prove_it_first(alice_client, time_machine):
    time_machine.move_to(time.time() + 360, tick=False)

    assert make(alice_client)["Location"].startswith("/account/confirm/")
    assert alice_client.get(NEW)["Location"].startswith("/account/confirm/")
    assert not ApiToken.objects.exists()


def test_what_ones_roles_do_not_allow_is_not_offered(db, charlie):
    charlie.groups.add(built_in_role(BuiltIn.VIEWER).group)
    client = signed_in(charlie)

    assert "callbacks:replay" not in client.get(NEW).text
    assert make(client, scopes=["callbacks:replay"]).status_code == 400
    assert make(client, scopes=["rooms:read"]).status_code == 200


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"name": "x" * 101}, {"scopes": []}, {"days": "3000"}, {"name": "a\0"}]
)
def test_bad_input_makes_none(alice_client, bad):
    assert make(alice_client, **bad).status_code == 400
    assert not ApiToken.objects.exists()


def test_nobody_has_too_many(alice, alice_client):
    for _ in range(MOST_TOKENS):
        make_token(alice)

    assert "too many tokens" in make(alice_client).text
    assert ApiToken.objects.count() == MOST_TOKENS


def test_a_revoked_one_lets_nobody_in(alice, alice_client):
    token, text = make_token(alice)

    alice_client.post(f"{LIST}{token.pk}/revoke/")

    with pytest.raises(TokenRefused):
        token_accepted(text)
    assert AuditEntry.objects.filter(action="token.revoke", target_name="nightly").exists()


def test_nobody_revokes_the_token_of_somebody_else(alice, bob_client):
    token, _text = make_token(alice)

    assert bob_client.post(f"{LIST}{token.pk}/revoke/").status_code == 404
    assert bob_client.post(f"/people/{alice.pk}/tokens/{token.pk}/revoke/").status_code == 403


def test_an_administrator_sees_and_revokes_the_tokens_of_a_person(alice_client, bob):
    token, text = make_token(bob, name="weekly")

    assert "weekly" in alice_client.get(f"/people/{bob.pk}/").text
    alice_client.post(f"/people/{bob.pk}/tokens/{token.pk}/revoke/")

    with pytest.raises(TokenRefused):
        token_accepted(text)
    entry = AuditEntry.objects.get(action="token.revoke")
    assert entry.changes["person"]["after"] == "bob"


def test_a_token_is_looked_for_among_those_of_its_person(alice, alice_client, bob):
    token, _text = make_token(bob)

    assert alice_client.post(f"/people/{alice.pk}/tokens/{token.pk}/revoke/").status_code == 404


def test_a_name_is_text_on_the_pages(alice, alice_client):
    make_token(alice, name="<script>alert(1)</script>")

    assert is_only_text(alice_client.get(LIST).text, "<script>alert(1)</script>")


def test_every_scope_stands_for_rights_that_can_be_given():
    assert RIGHTS_OF_SCOPE.keys() == set(TokenScope)
    assert frozenset().union(*RIGHTS_OF_SCOPE.values()) <= RIGHTS.keys()
