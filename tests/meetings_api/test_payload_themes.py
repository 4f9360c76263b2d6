from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meetings_api import Application, DialInNumber, MeetingsClient
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer

Answered = Callable[[str, str], Any]


@pytest.fixture
def answered(
    api: CannedServer, client: MeetingsClient, payload: Callable[[str], object]
) -> Answered:
    """What the named call makes of the named payload."""

    def result(name: str, call: str) -> Any:
        api.will_answer(Canned.json(payload(name)))
        return CALLS[call](client)

    return result


def test_a_theme(answered: Answered) -> None:
    theme = answered("theme", "get theme")

    assert (theme.theme_name, theme.main_color) == ("Harbour blue", "#0a6ebd")
    assert (theme.short_company_url, theme.brand_text) == ("harbour", "Harbour Office")
    assert theme.brand_image_colored == "logos/colored/harbour"
    assert theme.brand_image_colored_url == "https://media.example.org/logos/harbour.png"
    assert (theme.brand_image_white, theme.branded_favicon) == (None, None)


def test_themes(answered: Answered) -> None:
    themes = answered("themes", "list themes")

    assert [theme.theme_id[:5] for theme in themes] == ["b1a7f", "theme"]
    assert themes[1].theme_name is None


@pytest.mark.parametrize("name", ["themes_none", "themes_none_in_beta"])
def test_no_themes(answered: Answered, name: str) -> None:
    assert answered(name, "list themes") == ()


def test_no_themes_and_no_body(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(Canned(status=200))

    assert client.themes.list() == ()


def test_logo_uploads(answered: Answered) -> None:
    uploads = answered("logo_upload_urls", "list logo uploads")

    assert [upload.logo_type for upload in uploads] == ["white", "colored", "favicon"]
    assert uploads[0].key == "auto-expiring-temp/logos/white/5b2f"
    assert uploads[0].fields["Content-Type"] == "image/png"
    assert "canary" not in repr(uploads)


def test_dial_in_numbers(answered: Answered) -> None:
    assert answered("dial_in_numbers", "list dial-in numbers") == (
        DialInNumber("48223078000", "pl-PL", "Poland"),
        DialInNumber("4930567958000", "", ""),
    )


@pytest.mark.parametrize(
    ("name", "default_theme_id"),
    [
        ("application", "b1a7f6de-2f0f-4bd1-a8f5-0c9de7a55c11"),
        ("application_without_theme", None),
    ],
)
def test_an_application(answered: Answered, name: str, default_theme_id: str | None) -> None:
    assert answered(name, "update application") == Application(
        "3c1f9a52-6a3e-4f0f-8d54-0f7f0b1c2d3e", "a1b2c3d4", default_theme_id
    )


@pytest.mark.parametrize(("force", "query"), [(False, "force=false"), (True, "force=true")])
def test_it_deletes_a_theme(
    api: CannedServer, client: MeetingsClient, force: bool, query: str
) -> None:
    client.themes.delete("theme-7", force=force)

    assert api.requests[0].path == f"/beta/meetings/themes/theme-7?{query}"


def test_it_finalizes_logos_although_the_answer_is_no_json(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(Canned(200, b"OK", {"Content-Type": "text/plain"}))

    client.themes.finalize_logos("theme-7", ["logo-1", "logo-2"])

    assert api.requests[0].method == "PUT"
    assert api.requests[0].json == {"keys": ["logo-1", "logo-2"]}
