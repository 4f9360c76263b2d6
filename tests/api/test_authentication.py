from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken, BuiltIn
from accounts.roles import built_in_role
from tests.accounts.test_tokens import GUESSES
from tests.conftest import signed_in
from tests.support.tokens import bearer, make_token, script_of

URL = "/api/v1/rooms/"


def test_a_token_gets_in(alice):
    assert script_of(alice).get(URL).json() == {"items": [], "next": None, "previous": None}


@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_every_wrong_token_gets_the_same_answer(alice, guess):
    token, text = make_token(alice)
    answer = bearer(guess(text).replace("\0", "").encode().decode("latin-1")).get(URL)
    none = Client().get(URL)

    assert answer.status_code == 401
    assert answer.content == none.content
    assert answer.headers["WWW-Authenticate"] == none.headers["WWW-Authenticate"] == "Bearer"
    assert ApiToken.objects.get(pk=token.pk).last_used_at is None


@pytest.mark.parametrize("header", ["", "Bearer", "Basic {}", "{}", "Token {}", "Bearer  {}"])
def test_nothing_but_a_bearer_token_counts(alice, header):
    text = make_token(alice)[1]
    client = Client(headers={"Authorization": header.format(text)})

    assert client.get(URL).status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "authorization"])
def test_a_token_in_the_address_is_none(alice, name):
    assert Client().get(URL, {name: make_token(alice)[1]}).status_code == 401


def test_nobody_gets_in_by_a_session(alice):
    client = signed_in(alice)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(URL)

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert not [query for query in captured if "django_session" in query["sql"]]


def test_a_session_adds_nothing_to_a_token(alice, charlie):
    client = signed_in(alice)

    answer = client.get(URL, headers={"Authorization": f"Bearer {make_token(charlie)[1]}"})

    assert answer.status_code == 403
    assert not answer.cookies


def test_no_form_of_another_site_changes_anything(alice):
    client = signed_in(alice)

    assert client.delete("/api/v1/recordings/rec-1/").status_code == 401
    assert client.post("/api/v1/callbacks/1/replay/").status_code == 401


def test_deactivating_its_person_takes_effect_at_once(bob):
    script = script_of(bob)
    assert script.get(URL).status_code == 200
    bob.is_active = False
    bob.save()

    assert script.get(URL).status_code == 401


def test_changing_its_persons_rights_takes_effect_at_once(charlie):
    script = script_of(charlie)
    assert script.get(URL).status_code == 403
    charlie.groups.add(built_in_role(BuiltIn.VIEWER).group)
    assert script.get(URL).status_code == 200
    charlie.groups.clear()

    assert script.get(URL).status_code == 403


def test_the_refusal_says_what_the_token_has(alice):
    answer = script_of(alice, "sessions:read", "callbacks:read").get(URL)

    assert answer.status_code == 403
    assert "The token has: callbacks:read, sessions:read." in answer.json()["detail"]


def test_too_many_calls_of_one_token_have_to_wait(alice, settings, time_machine):
    time_machine.move_to("2030-01-01T12:00:45Z", tick=False)
    settings.API_CALLS_PER_MINUTE = 2
    first, second = script_of(alice), script_of(alice)

    assert [first.get(URL).status_code for _ in range(3)] == [200, 200, 429]
    assert first.get(URL).headers["Retry-After"] == "15"
    assert second.get(URL).status_code == 200


def test_where_it_was_last_used_from_is_noted(alice):
    script_of(alice).get(URL, REMOTE_ADDR="192.0.2.7")

    token = ApiToken.objects.get()
    assert token.last_used_from == "192.0.2.7"
    assert timezone.now() - token.last_used_at < timedelta(minutes=1)


def test_no_token_gets_into_the_log(alice, caplog):
    text = make_token(alice)[1]
    for header in (f"Bearer {text}", f"Basic {text}", f"Bearer {text[:-1]}"):
        Client(headers={"Authorization": header}).get("/api/v1/nothing/")
        Client(headers={"Authorization": header}).get(URL)

    assert "/api/v1/rooms/" in caplog.text
    assert text[20:-1] not in caplog.text
