"""The strict content security policy is kept by every page: nothing in it would have to be allowed."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "poster"}


class Inline(HTMLParser):
    """Collects what runs or styles from within the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")) or name == "srcdoc":
                self.found.append(f"{tag} {name}={value}")
            if name in ADDRESSES and (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.usefixtures("unreachable_api")
def test_no_page_runs_or_styles_anything_inline(every_path, alice_client, client):
    found, seen = {}, 0
    for path in every_path:
        for reader in (alice_client, client):
            response = reader.get(path)
            if response.get("Content-Type", "").startswith("text/html"):
                seen += 1
                found |= {f"{path} {each}": 1 for each in Inline(response.text).found}

    assert found == {}
    assert seen > 60


@pytest.mark.parametrize(
    "page",
    [
        "<script>1</script>",
        "<style>a{}</style>",
        "<p style='color: red'>",
        "<p ONCLICK=x>",
        "<a href=' JavaScript:x'>",
        "<p hx-on:click=x>",
        "<iframe srcdoc=x>",
    ],
)
def test_it_would_be_seen(page):
    assert Inline(page).found


def test_the_policy_allows_nothing_inline(settings):
    words = str(settings.CONTENT_SECURITY_POLICY)

    assert "unsafe" not in words and "nonce" not in words and "*" not in words
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'none'"]
