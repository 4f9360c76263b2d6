"""Secrets in addresses: what is nearly right is as wrong as anything else, and tells nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.invitations import invitation_create
from core.generated_secrets import generated_secret
from core.models import AuditEntry
from tests.support.callbacks import payload, post
from webhooks.models import Callback

TOKEN = "canary-token-one"
NEAR = [
    TOKEN[:-1],
    TOKEN + "x",
    TOKEN.upper(),
    TOKEN + "%00",
    "canary-token-%6Fne%20",
    "%2e%2e",
    "canary-token-one,canary-token-two",
    "x" * 4000,
    "\uff43anary-token-one",
]


@pytest.mark.django_db
@pytest.mark.parametrize("token", NEAR)
def test_no_other_token_of_the_receiver_is_taken(token):
    response = post(payload("session_started"), url=f"/hooks/{token}/")
    unlike = post(payload("session_started"), url="/hooks/nothing-like-it/")

    assert (response.status_code, response.content) == (403, unlike.content)
    assert not Callback.objects.exists()


def invitation_paths(alice) -> list[str]:
    """Nearly right ones."""
    _invitation, token = invitation_create(groups=[], actor=alice)
    near = [token[:-1], token + "x", token.swapcase(), token[::-1], "0", "%00"]
    return [f"/invitations/{guess}/" for guess in near]


def test_no_other_token_of_an_invitation_opens_it(alice):
    answers = [Client().get(path) for path in invitation_paths(alice)]

    assert {answer.status_code for answer in answers} == {410}
    assert len({re.sub(r'value="\w+"', "", answer.text) for answer in answers}) == 1


def test_guessing_invitations_is_limited_and_on_record(db):
    answers = [Client().get(f"/invitations/{n}/").status_code for n in range(25)]

    assert answers == [410] * 20 + [429] * 5
    assert AuditEntry.objects.get().action == "too_many_tries"


def test_who_has_a_good_link_is_let_in_where_others_guess(alice):
    _invitation, token = invitation_create(groups=[], actor=alice)
    for n in range(25):
        Client().get(f"/invitations/{n}/")

    elsewhere = Client(REMOTE_ADDR="192.0.2.7")

    assert elsewhere.get(f"/invitations/{token}/").status_code == 200


def test_a_link_to_a_new_password_is_not_guessed(alice, client):
    for guess in ("1-set-password", "0-a-b", f"{alice.pk}-cabc12-{'0' * 32}", "zzzzzzzzzzzzzz-a-b"):
        assert "has been used" in client.get(f"/sign-in/forgotten/{guess}/", follow=True).text


def test_what_is_made_here_holds_enough_chance(tmp_path):
    made = {generated_secret(tmp_path / str(n)) for n in range(50)}

    assert len(made) == 50
    # 128 bits need 22 characters of base64.
    assert min(map(len, made)) >= 22
