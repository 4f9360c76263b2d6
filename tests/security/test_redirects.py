"""Nobody is sent to another site, whatever an address or a form says."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from core.next_page import next_page
from tests.conftest import signed_in

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,boo",
    " //evil.example",
    "/\t/evil.example",
    "//evil.example@testserver/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/%5cevil.example\r\nX-Injected: 1",
]
NAMES = ("next", "redirect", "url", "return", "back", "continue")


def leads_away(response) -> bool:
    """As a browser reads it: backslashes are slashes, what a URL cannot hold is dropped."""
    address = response.get("Location", "")
    read = "".join(sign for sign in address if sign > " ").replace("\\", "/")
    parts = urlsplit(read)
    strange = parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")
    return strange or read.startswith("//") or "X-Injected" in response


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_leads_away(every_path, alice_client, method):
    asked = dict.fromkeys(NAMES, "//evil.example")
    # What signs out or changes the password of who asks would end the round.
    paths = [path for path in every_path if not path.startswith(("/sign-out", "/account/password"))]
    visit = getattr(alice_client, method)

    assert [path for path in paths if leads_away(visit(path, asked))] == []


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_form_names_a_page_elsewhere(rf, elsewhere):
    assert next_page(rf.post("/", {"next": elsewhere})) == ""


@pytest.mark.parametrize("ours", ["/rooms/", "/rooms/?q=x&sort=name#r-1"])
def test_a_form_names_a_page_of_ours(rf, ours):
    assert next_page(rf.post("/", {"next": ours})) == ours


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("path", ["/sign-in/", "/sign-out/", "/account/confirm/"])
def test_neither_does_signing_in_or_out_or_proving_it_again(alice, path, elsewhere):
    client = Client() if path == "/sign-in/" else signed_in(alice)
    fields = {"login": "alice", "password": "alice-password", "next": elsewhere}

    response = client.post(path, fields)

    assert response.status_code == 302
    assert not leads_away(response)


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-out/", "/account/confirm/"])
def test_a_page_of_ours_is_led_to(alice, path):
    client = Client() if path == "/sign-in/" else signed_in(alice)
    fields = {"login": "alice", "password": "alice-password", "next": "/rooms/?q=x"}

    assert client.post(path, fields)["Location"] == "/rooms/?q=x"


@pytest.mark.parametrize("location", ["//evil.example", "/\\evil.example", "javascript:x"])
def test_it_would_be_seen(location):
    assert leads_away({"Location": location})
