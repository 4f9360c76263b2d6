from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.callbacks import payload, post
from webhooks import token_uses
from webhooks.models import TokenUse
from webhooks.token_uses import known_tokens, token_used

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:receiver")


@pytest.fixture(autouse=True)
def _nothing_was_noted(monkeypatch):
    monkeypatch.setattr(token_uses, "_written_at", {})


def test_it_shows_the_whole_address_to_who_may_change_callbacks(alice_client):
    response = alice_client.get(URL)

    assert "http://testserver/hooks/canary-token-one/" in response.text
    assert "no-store" in response["Cache-Control"]


def test_it_shows_the_newest_token(alice_client, settings):
    settings.CALLBACK_TOKENS = ["canary-token-new", "canary-token-old"]

    text = alice_client.get(URL).text

    assert "canary-token-new" in text
    assert "canary-token-old" not in text


def test_it_says_when_each_token_was_last_used(alice_client, settings):
    settings.CALLBACK_TOKENS = ["new-canary-token", "canary-token-one"]
    post(payload("session_started"))

    new, old = known_tokens()
    assert (new.used_at, new.can_go) == (None, False)
    assert (timezone.now() - old.used_at < timedelta(minutes=1), old.can_go) == (True, False)
    assert "cana…" in alice_client.get(URL).text


def test_it_says_when_an_old_token_can_go(alice_client, settings):
    settings.CALLBACK_TOKENS = ["new-canary-token", "canary-token-one"]
    post(payload("session_started"))
    TokenUse.objects.update(used_at=timezone.now() - timedelta(days=4))

    assert "Not needed, take it out" in alice_client.get(URL).text


def test_noting_the_use_costs_one_write_a_minute(django_assert_num_queries):
    token_used("0badcafe")

    with django_assert_num_queries(0):
        token_used("0badcafe")


def test_a_use_is_noted_only_of_what_was_stored():
    post(payload("session_started"), url="/hooks/not-the-canary/")

    assert not TokenUse.objects.exists()


def test_bob_may_not_see_it(bob_client):
    response = bob_client.get(URL)

    assert response.status_code == 403
    assert "canary-token-one" not in response.text
