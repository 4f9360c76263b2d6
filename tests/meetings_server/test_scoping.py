"""What one application has is not there for another, however it signs and whichever path it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.meetings_server.answers import refusal
from tests.meetings_server.applications import Application, create_application
from tests.meetings_server.images import picture
from tests.meetings_server.logos import uploaded
from tests.meetings_server.themes import BLUE, create_theme, set_default
from tests.support.meetings_server import MeetingsServerProcess

FAMILIES = ["beta/meetings", "v1/meetings", "meetings", "v0.1/meetings"]
RENAMED = {"update_details": {"join_approval_level": "none"}}
RECOLOURED = {"update_details": {"main_color": "#000000"}}

# Every operation on one object: method, path, body.
OBJECTS: list[tuple[str, str, Any]] = [
    ("GET", "rooms/{room}", None),
    ("PATCH", "rooms/{room}", RENAMED),
    ("DELETE", "rooms/{room}", None),
    ("GET", "sessions/{session}/recordings", None),
    ("GET", "sessions/{session}", None),
    ("GET", "recordings/{recording}", None),
    ("DELETE", "recordings/{recording}", None),
    ("GET", "themes/{theme}", None),
    ("PATCH", "themes/{theme}", RECOLOURED),
    ("DELETE", "themes/{theme}", None),
    ("DELETE", "themes/{theme}?force=true", None),
    ("GET", "themes/{theme}/rooms", None),
    ("PUT", "themes/{theme}/finalizeLogos", {"keys": ["{logo}"]}),
]


class Owned(NamedTuple):
    room: str
    session: str
    recording: str
    theme: str
    logo: str


@pytest.fixture
def owned(server: MeetingsServerProcess, session_id: str, recording_id: str) -> Owned:
    """One of each, of the first application."""
    theme = create_theme(server, theme_name="Ours")["theme_id"]
    room = server.create_room(display_name="Ours", theme_id=theme)
    return Owned(room["id"], session_id, recording_id, theme, uploaded(server, picture()))


@pytest.fixture
def other(server: MeetingsServerProcess) -> Application:
    return create_application(server)


def state(server: MeetingsServerProcess, owned: Owned) -> list[Any]:
    """What could be changed, without what differs with each read."""
    room = server.api("GET", f"/v1/meetings/rooms/{owned.room}").json()
    recording = server.api("GET", f"/v1/meetings/recordings/{owned.recording}").json()
    theme = server.api("GET", f"/v1/meetings/themes/{owned.theme}").json()
    return [room | {"_links": None}, recording | {"_links": None}, theme]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("scheme", ["basic", "bearer"])
def test_another_application_finds_nothing(
    server: MeetingsServerProcess, owned: Owned, other: Application, scheme: str, family: str
):
    before = state(server, owned)
    unknown = Owned(*["no-such-thing"] * 5)
    for method, path, body in OBJECTS:
        credentials = getattr(other, scheme)()
        here = other.api(method, _path(family, path, owned), json=body, **credentials)
        nowhere = other.api(method, _path(family, path, unknown), json=body, **credentials)
        assert here.status_code == nowhere.status_code == 404, (method, path, here.text)
        assert _told(here.text, owned) == _told(nowhere.text, unknown), (method, path)
    assert state(server, owned) == before


def _path(family: str, path: str, ids: Owned) -> str:
    return f"/{family}/{path.format(**ids._asdict())}"


def _told(text: str, ids: Owned) -> str:
    for value in ids:
        text = text.replace(value, "it")
    return text


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("scheme", ["basic", "bearer"])
def test_lists_hold_nothing_of_another_application(
    owned: Owned, other: Application, scheme: str, family: str
):
    credentials = getattr(other, scheme)()
    rooms = other.api("GET", f"/{family}/rooms?start_id=0", **credentials).json()
    assert (rooms["_embedded"], rooms["total_items"]) == ([], 0)
    assert set(rooms["_links"]) == {"first", "self"}
    assert other.api("GET", f"/{family}/themes", **credentials).json() == []


def test_a_theme_of_another_application_is_refused(owned: Owned, other: Application):
    body = {"display_name": "Theirs", "theme_id": owned.theme}
    created = other.api("POST", "/v1/meetings/rooms", json=body)
    problem = f"because theme id {owned.theme} not found"
    assert refusal(created) == (400, ("BadRequestError", f"Failed to create room {problem}"))
    default = {"update_details": {"default_theme_id": owned.theme}}
    chosen = other.api("PATCH", "/v1/meetings/applications", json=default)
    assert refusal(chosen) == (400, ("BadRequestError", f"Failed to update application {problem}"))


def test_a_room_cannot_be_given_a_theme_of_another_application(owned: Owned, other: Application):
    room = other.api("POST", "/v1/meetings/rooms", json=_long_term()).json()
    body = {"update_details": {"theme_id": owned.theme}}
    changed = other.api("PATCH", f"/v1/meetings/rooms/{room['id']}", json=body)
    problem = f"Failed to update room because theme id {owned.theme} not found"
    assert refusal(changed) == (400, ("BadRequestError", problem))


def _long_term() -> dict[str, Any]:
    expires_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    return {"display_name": "Theirs", "type": "long_term", "expires_at": expires_at}


def test_a_logo_of_another_application_is_not_found(owned: Owned, other: Application):
    theme = other.api("POST", "/v1/meetings/themes", json=BLUE).json()["theme_id"]
    path = f"/v1/meetings/themes/{theme}/finalizeLogos"
    response = other.api("PUT", path, json={"keys": [owned.logo]})
    assert response.json()["errors"] == [{"logoKey": owned.logo, "code": "key_not_found"}]


def test_names_of_themes_are_each_application_s_own_and_short_urls_are_not(
    server: MeetingsServerProcess, other: Application
):
    create_theme(server, theme_name="Blue", short_company_url="blue-ltd")
    path = "/v1/meetings/themes"
    assert other.api("POST", path, json=BLUE | {"theme_name": "Blue"}).status_code == 201
    taken = other.api("POST", path, json=BLUE | {"short_company_url": "blue-ltd"})
    assert refusal(taken) == (409, ("ConflictError", "short_company_url already exists"))


def test_the_default_theme_is_each_application_s_own(
    server: MeetingsServerProcess, owned: Owned, other: Application
):
    set_default(server, owned.theme)
    body = {"update_details": {"default_theme_id": None}}
    answer = other.api("PATCH", "/v1/meetings/applications", json=body).json()
    assert answer == {
        "application_id": other.application_id,
        "account_id": other.api_key,
        "default_theme_id": None,
    }
    in_use = server.api("DELETE", f"/v1/meetings/themes/{owned.theme}")
    assert len(in_use.json()["errors"]) == 2


def test_a_token_of_one_cannot_name_another(server: MeetingsServerProcess, other: Application):
    stolen = other.bearer(application_id=server.application_id)
    assert other.api("GET", "/v1/meetings/rooms", **stolen).status_code == 401


def test_dial_in_numbers_are_everybody_s(server: MeetingsServerProcess, other: Application):
    path = "/v1/meetings/dial-in-numbers"
    assert other.api("GET", path).json() == server.api("GET", path).json()
