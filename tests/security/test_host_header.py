"""Whom a link in a mail or on a page leads to is not for the sender of a request to choose."""

from __future__ import annotations

import pytest

EVIL = [
    "evil.example",
    "testserver.evil.example",
    "testserver@evil.example",
    "testserver:80:80",
    "",
]


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.mark.parametrize("host", EVIL)
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/rooms/?q=1"])
def test_another_host_is_refused(alice_client, host, path):
    assert alice_client.get(path, headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(alice, client, mailoutbox):
    alice.email = "alice@example.com"
    alice.save(update_fields=["email"])

    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    client.post("/sign-in/forgotten/", {"email": alice.email}, headers=headers)

    assert "evil" not in mailoutbox[0].body
    assert "http://testserver/" in mailoutbox[0].body


def test_no_password_is_reset_through_another_host(alice, client, mailoutbox):
    alice.email = "alice@example.com"
    alice.save(update_fields=["email"])

    response = client.post(
        "/sign-in/forgotten/", {"email": alice.email}, headers={"Host": "evil.example"}
    )

    assert response.status_code == 400 and not mailoutbox
