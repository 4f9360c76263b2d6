"""Guessing tokens: whatever is wrong with one, nothing can be told from the refusal."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.tokens import TokenRefused, token_accepted, token_used
from tests.support.tokens import make_token


def wrong(text: str) -> str:
    return text[:-1] + ("A" if text[-1] != "A" else "B")


def of_nobody(text: str) -> str:
    return f"mdt_{'0' * 12}_{text[17:]}"


def revoked(text: str) -> str:
    ApiToken.objects.update(revoked_at=timezone.now())
    return text


def expired(text: str) -> str:
    ApiToken.objects.update(expires_at=timezone.now())
    return text


def of_somebody_inactive(text: str) -> str:
    User.objects.update(is_active=False)
    return text


GUESSES = {
    "wrong": wrong,
    "of nobody": of_nobody,
    "revoked": revoked,
    "expired": expired,
    "of somebody inactive": of_somebody_inactive,
    "cut off": lambda text: text[:-1],
    "too long": lambda text: f"{text}A",
    "without its secret": lambda text: text[:17],
    "without its prefix": lambda text: text[4:],
    "in capitals": str.upper,
    "with a space": lambda text: f"{text} ",
    "nothing": lambda text: "",
    "a NUL": lambda text: f"{text[:-1]}\0",
    "not ASCII": lambda text: f"{text[:-1]}é",
}


@pytest.fixture
def text(alice) -> str:
    return make_token(alice)[1]


@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_a_guess_is_refused_after_the_same_work(text, guess):
    guessed = guess(text)
    with CaptureQueriesContext(connection) as captured, pytest.raises(TokenRefused):
        token_accepted(guessed)

    assert len(captured) == 1


def test_the_secret_is_never_looked_up(text):
    with CaptureQueriesContext(connection) as captured:
        token = token_accepted(text)

    asked = " ".join(query["sql"] for query in captured)
    assert token.public_id in asked
    assert text[17:] not in asked
    assert token.secret_hash not in asked


def test_secrets_are_compared_in_constant_time(text, monkeypatch):
    compared = []

    def compare(ours, theirs) -> bool:
        compared.append((ours, theirs))
        return False

    monkeypatch.setattr("accounts.tokens.constant_time_compare", compare)
    for guess in (text, of_nobody(text), "rubbish"):
        with pytest.raises(TokenRefused):
            token_accepted(guess)

    assert [(len(ours), len(theirs)) for ours, theirs in compared] == [(64, 64)] * 3


def test_the_right_one_is_its_person_within_its_scopes(alice):
    user = token_accepted(make_token(alice, "rooms:read")[1]).user

    assert user == alice
    assert user.has_perm("rooms.view_room")
    assert not user.has_perm("rooms.change_room")


def test_a_scope_gives_no_right_that_its_person_does_not_have(charlie):
    assert not token_accepted(make_token(charlie)[1]).user.has_perm("rooms.view_room")


def test_it_is_counted_by_the_minute(text, time_machine):
    token = token_accepted(text)
    time_machine.move_to("2030-01-01T12:00:10Z", tick=False)

    assert [token_used(token, most_a_minute=2) for _ in range(3)] == [True, True, False]
    time_machine.move_to("2030-01-01T12:01:00Z", tick=False)
    assert token_used(token, most_a_minute=2)


def test_its_last_use_is_noted(text):
    token_used(token_accepted(text), most_a_minute=1)

    assert ApiToken.objects.get().last_used_at is not None
