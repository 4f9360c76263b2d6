"""The client and the Meetings server, about themes, logos, numbers and the application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from meetings_api import BasicAuth, MeetingsClient, NotFound, Refused
from tests.meetings_server.images import picture
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture
def server(meetings_server_process: MeetingsServerProcess) -> MeetingsServerProcess:
    meetings_server_process.reset()
    return meetings_server_process


@pytest.fixture(params=["beta", "v1"])
def client(
    request: pytest.FixtureRequest, server: MeetingsServerProcess
) -> Iterator[MeetingsClient]:
    auth = BasicAuth(server.api_key, server.api_secret)
    with MeetingsClient(f"{server.url}/{request.param}/meetings", auth) as client:
        yield client


@pytest.fixture
def theme_id(client: MeetingsClient) -> str:
    return client.themes.create(main_color="#12f64e", brand_text="Blue").theme_id


def upload(client: MeetingsClient, logo_type: str, image: bytes) -> str:
    [offer] = [each for each in client.themes.logo_upload_urls() if each.logo_type == logo_type]
    response = requests.post(offer.url, data=offer.fields, files={"file": image}, timeout=15)
    assert response.status_code == 204
    return offer.key


def test_a_theme_is_created_read_changed_and_deleted(client: MeetingsClient) -> None:
    theme = client.themes.create(main_color="#12f64e", brand_text="Łódź", theme_name="Blue")
    changed = client.themes.update(theme.theme_id, {"short_company_url": "blue"})

    assert (changed.brand_text, changed.short_company_url) == ("Łódź", "blue")
    assert client.themes.list() == (client.themes.get(theme.theme_id),) == (changed,)

    client.themes.delete(theme.theme_id)
    assert client.themes.list() == ()


def test_the_rooms_of_a_theme_are_walked(
    server: MeetingsServerProcess, client: MeetingsClient, theme_id: str
) -> None:
    server.create_room(display_name="Plain")
    for number in range(5):
        server.create_room(display_name=f"Room {number}", theme_id=theme_id)

    rooms = client.themes.rooms(theme_id, page_size=2)

    assert [room.display_name[-1] for room in rooms] == list("01234")


def test_a_theme_in_use_is_deleted_by_force_only(
    server: MeetingsServerProcess, client: MeetingsClient, theme_id: str
) -> None:
    room = server.create_room(theme_id=theme_id)

    with pytest.raises(Refused) as caught:
        client.themes.delete(theme_id)
    client.themes.delete(theme_id, force=True)

    assert caught.value.errors == (f"Theme {theme_id} is used by 1 room",)
    assert client.rooms.get(room["id"]).theme_id is None


@pytest.mark.parametrize("field", ["theme_name", "short_company_url"])
def test_a_conflict_names_its_field(client: MeetingsClient, theme_id: str, field: str) -> None:
    client.themes.update(theme_id, {field: "blue"})

    with pytest.raises(Refused) as caught:
        client.themes.create(main_color="#000", brand_text="Blue", **{field: "blue"})

    assert (caught.value.status, caught.value.field) == (409, field)


def test_a_refusal_names_its_field(client: MeetingsClient, theme_id: str) -> None:
    with pytest.raises(Refused) as caught:
        client.themes.update(theme_id, {"main_color": "blue"})

    assert caught.value.field == "main_color"


def test_an_unknown_theme_is_not_found(client: MeetingsClient) -> None:
    with pytest.raises(NotFound):
        client.themes.get("not-a-theme")


def test_logos_are_uploaded_and_finalized(client: MeetingsClient, theme_id: str) -> None:
    keys = [upload(client, logo_type, picture()) for logo_type in ("white", "colored", "favicon")]
    client.themes.finalize_logos(theme_id, keys)

    theme = client.themes.get(theme_id)
    shown = (theme.brand_image_white_url, theme.brand_image_colored_url, theme.branded_favicon_url)
    assert all(requests.get(str(url), timeout=10).content == picture() for url in shown)


def test_each_logo_that_is_wrong_is_told_of(client: MeetingsClient, theme_id: str) -> None:
    key = upload(client, "white", picture(301, 1))

    with pytest.raises(Refused) as caught:
        client.themes.finalize_logos(theme_id, [key, "not-a-key"])

    assert caught.value.errors == (
        f"{key}: invalid_logo_properties: dimensions",
        "not-a-key: key_not_found",
    )


def test_the_default_theme_is_set_and_taken_away(
    server: MeetingsServerProcess, client: MeetingsClient, theme_id: str
) -> None:
    application = client.application.update(default_theme_id=theme_id)

    assert (application.application_id, application.account_id, application.default_theme_id) == (
        server.application_id,
        server.api_key,
        theme_id,
    )
    assert client.application.update(default_theme_id=None).default_theme_id is None


def test_an_unknown_default_theme_is_refused(client: MeetingsClient) -> None:
    with pytest.raises(Refused) as caught:
        client.application.update(default_theme_id="not-a-theme")

    assert caught.value.status == 400


def test_the_numbers_are_listed(client: MeetingsClient) -> None:
    assert "en-GB" in {entry.locale for entry in client.dial_in_numbers.list()}
