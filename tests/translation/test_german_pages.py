"""Every page in German: what reads as it does in English was left behind."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import signed_in
from tests.permissions.test_every_address import NO, OTHERS, PAGES, THINGS, address, keys

__all__ = ["keys"]

WITH_GET = [name for name, (right, _post) in (PAGES | THINGS | OTHERS).items() if right != NO]
ACCOUNT = ("/account/", "/account/email/", "/account/password/", "/account/tokens/new/")
SIGNED_OUT = ("/sign-in/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/", "/nowhere/")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-label", "data-busy")
# What is in these is data, or the same everywhere.
PASSED_OVER = {"script", "style", "code", "pre", "bdi", "kbd", "time", "option"}
# The same word in both languages.
ALLOWED = {
    *("API", "CALLBACK_TOKENS", "CSV", "JSON", "MB", "POST", "SHA-256", "URL", "UTC", "h", "min"),
    *("Broker", "Callback", "Callbacks", "Code", "Dashboard", "Header", "Host", "Link", "Links"),
    *("Meetings", "Name", "Passkeys", "Person", "Player", "Recording", "Rooms", "Sessions"),
    *("Status", "Superuser", "System", "Text", "Token", "Tokens", "Video", "Worker", "Zip"),
    *("Live", "in", "optional"),
}
# What the tests made, and what a thing is known by.
DATA = re.compile(
    r"Board room|\br-1\b|\bs-1\b|\brec-1\b|frieda|alice|other|Old ones|something|Viewer|Operator"
    r"|Manager|Administrator|cana…|content-type|[0-9a-f]{16,64}…?|\S+[:_/.]\S+|Europe/Berlin|walk|p-\w+"
)


class Texts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag in PASSED_OVER or ("lang", "en") in attrs:
            self._within.append(tag)
        self.found |= {value for name, value in attrs if name in READ_ALOUD and value}

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.found.add(" ".join(data.split()))


def left_behind(german: str, english: str) -> list[str]:
    same = Texts(german).found & Texts(english).found
    return sorted(text for text in same if words(text) - ALLOWED)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_][\w-]*[^\W_]", DATA.sub(" ", text)))


@pytest.fixture
def frieda(db) -> User:
    return User.objects.create_superuser("frieda", password="x")


def in_both(client: Client, path: str) -> tuple[str, str]:
    german, english = (
        client.get(path, headers={"Accept-Language": language}) for language in ("de", "en")
    )
    if "html" not in german.get("Content-Type", ""):
        return "", ""
    return german.content.decode(), english.content.decode()


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("name", [name for name in WITH_GET if name != "styleguide"])
def test_nothing_is_left_in_english(name, frieda, keys):
    assert left_behind(*in_both(signed_in(frieda), address(name, keys))) == []


@pytest.mark.parametrize("path", ACCOUNT)
def test_nothing_of_the_account_is_left_in_english(path, frieda):
    assert left_behind(*in_both(signed_in(frieda), path)) == []


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_nothing_is_left_in_english_before_signing_in(path, db):
    assert left_behind(*in_both(Client(), path)) == []


def test_it_finds_what_is_left_behind():
    assert left_behind("<p>Räume</p><p>Left so</p>", "<p>Rooms</p><p>Left so</p>") == ["Left so"]
