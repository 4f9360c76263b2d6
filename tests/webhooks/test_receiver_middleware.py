"""Callbacks go a shorter way than pages, to the same place and from the same addresses."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.callbacks import RECEIVER
from webhooks.middleware import callback_token


def token_by_urlconf(path: str) -> str:
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.kwargs["token"] if match.view_name == "receive_callback" else ""


@given(
    st.text(alphabet="/hoksa \n%é.?", max_size=12).map("/hooks/{}".format) | st.text(max_size=20)
)
@example("/hooks/a/")
@example("/hooks//")
@example("/hooks/a")
@example("/hooks/a/b/")
@example("/hooks/a\n/")
def test_it_takes_what_the_urlconf_would_give_to_the_receiver(path: str):
    assert callback_token(path) == token_by_urlconf(path)


@pytest.mark.django_db
def test_a_sender_gets_neither_cookie_nor_policy(client):
    response = client.post(RECEIVER, {"event": "x"}, content_type="application/json")

    assert not response.cookies
    assert "Content-Security-Policy" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_another_host_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["dashboard.example.com"]

    assert client.post(RECEIVER, headers={"host": "evil.example.com"}).status_code == 400
