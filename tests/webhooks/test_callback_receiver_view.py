from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:receiver")


def test_it_shows_the_whole_address_to_who_may_change_callbacks(alice_client):
    response = alice_client.get(URL)

    assert "http://testserver/hooks/canary-token-one/" in response.text
    assert "no-store" in response["Cache-Control"]


def test_it_shows_the_newest_token(alice_client, settings):
    settings.CALLBACK_TOKENS = ["canary-token-new", "canary-token-old"]

    text = alice_client.get(URL).text

    assert "canary-token-new" in text
    assert "canary-token-old" not in text


def test_bob_may_not_see_it(bob_client):
    response = bob_client.get(URL)

    assert response.status_code == 403
    assert "canary-token-one" not in response.text
