from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.meetings_server.answers import invalid, missing, refusal
from tests.meetings_server.images import OPAQUE, claiming, picture
from tests.meetings_server.logos import finalize, post, upload_form, uploaded
from tests.meetings_server.themes import THEMES, create_theme
from tests.support.meetings_server import MeetingsServerProcess

COLUMNS = {
    "white": "brand_image_white",
    "colored": "brand_image_colored",
    "favicon": "branded_favicon",
}
HALF_SEE_THROUGH = (18, 246, 78, 120)


@pytest.fixture
def theme_id(server: MeetingsServerProcess) -> str:
    theme_id: str = create_theme(server)["theme_id"]
    return theme_id


def theme(server: MeetingsServerProcess, theme_id: str) -> dict[str, Any]:
    found: dict[str, Any] = server.api("GET", f"{THEMES}/{theme_id}").json()
    return found


def not_finalized(*errors: dict[str, str]) -> dict[str, Any]:
    return {
        "message": "could not finalize logos",
        "name": "BadRequestError",
        "errors": [*errors],
        "status": 400,
    }


@pytest.mark.parametrize(("logo_type", "column"), COLUMNS.items())
def test_it_gives_a_theme_its_logo(
    server: MeetingsServerProcess, theme_id: str, logo_type: str, column: str
) -> None:
    image = picture()
    key = uploaded(server, image, logo_type)

    response = finalize(server, theme_id, key)

    found = theme(server, theme_id)
    assert (response.status_code, response.content) == (200, b"OK")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert found[column] == key.removeprefix("auto-expiring-temp/")
    assert requests.get(found[f"{column}_url"], timeout=10).content == image


def test_it_takes_all_three_at_once(server: MeetingsServerProcess, theme_id: str) -> None:
    keys = [uploaded(server, picture(), logo_type) for logo_type in COLUMNS]

    finalize(server, theme_id, *keys)

    assert all(theme(server, theme_id)[column] for column in COLUMNS.values())


def test_it_takes_objects_with_a_key(server: MeetingsServerProcess, theme_id: str) -> None:
    key = uploaded(server, picture())

    assert finalize(server, theme_id, {"key": key}, key).status_code == 200


@pytest.mark.parametrize("ending", ["replaced", "deleted"])
def test_a_logo_goes_with_its_use(
    server: MeetingsServerProcess, theme_id: str, ending: str
) -> None:
    finalize(server, theme_id, uploaded(server, picture()))
    address = theme(server, theme_id)["brand_image_white_url"]

    if ending == "deleted":
        server.api("DELETE", f"{THEMES}/{theme_id}")
    else:
        finalize(server, theme_id, uploaded(server, picture(5, 5)))

    assert requests.get(address, timeout=10).status_code == 404


def test_it_does_not_know_a_key_that_was_never_given_out(
    server: MeetingsServerProcess, theme_id: str
) -> None:
    response = finalize(server, theme_id, "not-a-key")

    error = {"logoKey": "not-a-key", "code": "key_not_found"}
    assert (response.status_code, response.json()) == (400, not_finalized(error))


def test_it_does_not_know_a_key_without_upload(
    server: MeetingsServerProcess, theme_id: str
) -> None:
    key = upload_form(server)["fields"]["key"]

    error = {"logoKey": key, "code": "key_not_found"}
    assert finalize(server, theme_id, key).json() == not_finalized(error)


def test_a_key_is_good_for_one_theme(server: MeetingsServerProcess, theme_id: str) -> None:
    key = uploaded(server, picture())
    finalize(server, theme_id, key)

    again = finalize(server, create_theme(server)["theme_id"], key)

    assert again.json() == not_finalized({"logoKey": key, "code": "key_not_found"})


def test_an_upload_is_forgotten_after_a_day(server: MeetingsServerProcess, theme_id: str) -> None:
    key = uploaded(server, picture())
    server.control("POST", "/control/clock", {"advance_seconds": 86_401})
    uploaded(server, picture())

    error = {"logoKey": key, "code": "key_not_found"}
    assert finalize(server, theme_id, key).json() == not_finalized(error)


@pytest.mark.parametrize(
    ("logo_type", "image", "wrong"),
    [
        ("white", picture() + bytes(1024 * 1024), "exceeds_size"),
        ("white", picture(mode="RGB", colour=OPAQUE[:3], form="JPEG"), "type"),
        ("white", b"", "type"),
        ("white", picture()[:40], "type"),
        ("white", b"<svg/>", "type"),
        ("white", picture(301, 300), "dimensions"),
        ("colored", picture(300, 301), "dimensions"),
        ("white", claiming(40_000, 40_000), "dimensions"),
        ("favicon", picture(15, 15), "dimensions"),
        ("favicon", picture(33, 33), "dimensions"),
        ("favicon", picture(16, 32), "dimensions"),
        ("white", picture(colour=OPAQUE), "transparent_bg"),
        ("colored", picture(mode="RGB", colour=OPAQUE[:3]), "transparent_bg"),
    ],
)
def test_it_tells_what_is_wrong_with_an_image(
    server: MeetingsServerProcess, theme_id: str, logo_type: str, image: bytes, wrong: str
) -> None:
    key = uploaded(server, image, logo_type)

    response = finalize(server, theme_id, key)

    error = {"logoKey": key, "code": "invalid_logo_properties", "invalidProperty": wrong}
    assert (response.status_code, response.json()) == (400, not_finalized(error))


@pytest.mark.parametrize(
    ("logo_type", "image"),
    [
        ("white", picture(1, 1)),
        ("colored", picture(300, 300)),
        ("favicon", picture(16, 16)),
        ("favicon", picture(32, 32)),
        ("white", picture(colour=HALF_SEE_THROUGH)),
    ],
)
def test_it_takes_an_image_at_its_limits(
    server: MeetingsServerProcess, theme_id: str, logo_type: str, image: bytes
) -> None:
    assert finalize(server, theme_id, uploaded(server, image, logo_type)).status_code == 200


def test_it_takes_all_logos_or_none(server: MeetingsServerProcess, theme_id: str) -> None:
    good, bad = uploaded(server, picture()), uploaded(server, b"", "colored")

    response = finalize(server, theme_id, good, bad, "not-a-key")

    assert [error["logoKey"] for error in response.json()["errors"]] == [bad, "not-a-key"]
    assert theme(server, theme_id)["brand_image_white"] is None


def test_a_second_upload_replaces_the_first(server: MeetingsServerProcess, theme_id: str) -> None:
    offer = upload_form(server)
    post(offer, b"not a picture")
    post(offer, picture())

    assert finalize(server, theme_id, offer["fields"]["key"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"keys" is required'),
        ({"keys": "x"}, '"keys" must be an array'),
        ({"keys": []}, '"keys" must contain 1 to 100 items'),
        ({"keys": ["x"] * 101}, '"keys" must contain 1 to 100 items'),
        ({"keys": [7]}, '"keys[0]" must be a string'),
        ({"keys": ["x", {"id": "x"}]}, '"keys[1]" must be a string'),
        ({"keys": ["x"], "logos": []}, '"logos" is not allowed'),
    ],
)
def test_it_refuses_what_names_no_logos(
    server: MeetingsServerProcess, theme_id: str, body: dict[str, Any], message: str
) -> None:
    response = server.api("PUT", f"{THEMES}/{theme_id}/finalizeLogos", json=body)

    assert refusal(response) == invalid(message)


def test_it_does_not_find_an_unknown_theme(server: MeetingsServerProcess) -> None:
    response = finalize(server, "not-a-theme", uploaded(server, picture()))

    assert refusal(response) == missing("could not find theme not-a-theme")
