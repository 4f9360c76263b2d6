"""The real service's answers come out with the values it gave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings_api import Application, DialInNumber, MeetingsClient, Room
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.folders import CAPTURED
from tests.meetings_api.test_captured_errors import REFUSALS

SUCCESSES = {
    "empty_themes",
    "get_recording",
    "get_session_recordings",
    "list_dial_in_numbers",
    "list_logo_upload_urls",
    "list_rooms_with_theme_id",
    "list_themes",
    "long_term_room",
    "long_term_room_with_theme",
    "meeting_room",
    "multiple_fewer_rooms",
    "multiple_rooms",
    "theme",
    "update_application_theme",
    "update_room",
    "updated_theme",
}
THEME_ID = "90a21428-b74a-4221-adc3-783935d654db"
Captured = Callable[[str, str], Any]


@pytest.fixture
def captured(api: CannedServer, client: MeetingsClient) -> Captured:
    """What the named call makes of the named file."""

    def result(name: str, call: str) -> Any:
        api.will_answer(Canned(200, (CAPTURED / f"{name}.json").read_bytes()))
        return CALLS[call](client)

    return result


def test_every_captured_file_has_a_test() -> None:
    files = {path.stem for path in CAPTURED.glob("*.json")}

    assert files == set(REFUSALS) | SUCCESSES


def test_an_instant_room(captured: Captured) -> None:
    room = captured("meeting_room", "get room")

    assert room.id == "b3142c46-d1c1-4405-baa6-85683827ed69"
    assert (room.display_name, room.type, room.metadata) == ("my_test_room", "instant", None)
    assert room.expires_at == datetime(2023, 1, 24, 3, 30, 38, 629000, UTC)
    assert room.created_at == datetime(2023, 1, 24, 3, 20, 38, 629000, UTC)
    assert room.meeting_code == "412958792"
    assert room.guest_url == "https://meetings.vonage.com/412958792"
    assert room.host_url.startswith("https://meetings.vonage.com/?room_token=412958792&")
    assert room.raw["available_features"]["is_captions_available"] is False


def test_a_long_term_room(captured: Captured) -> None:
    room = captured("long_term_room", "get room")

    assert (room.id, room.type) == ("33791484-231c-421b-8349-96e1a44e27d2", "long_term")
    assert room.expires_at == datetime(2023, 1, 30, 0, 47, 4, tzinfo=UTC)
    assert (room.is_available, room.expire_after_use) == (True, False)
    assert (room.auto_record, room.record_only_owner) == (False, False)
    assert (room.join_approval_level, room.microphone_state) == ("none", "default")
    assert (room.language, room.theme_id) == ("default", None)


def test_a_room_with_a_theme(captured: Captured) -> None:
    room = captured("long_term_room_with_theme", "get room")

    assert room.theme_id == THEME_ID
    assert room.guest_url == "https://meetings.vonage.com/updated_company_url/613804614"


def test_an_updated_room(captured: Captured) -> None:
    room = captured("update_room", "update room")

    assert room.display_name == "test_long_term_room"
    assert not any(room.raw["available_features"].values())


@pytest.mark.parametrize(
    ("name", "rooms", "next_start_id"),
    [
        ("multiple_rooms", 5, 2006655),
        ("multiple_fewer_rooms", 2, 2006655),
        ("list_rooms_with_theme_id", 1, 2009871),
    ],
)
def test_a_page_of_rooms(captured: Captured, name: str, rooms: int, next_start_id: int) -> None:
    page = captured(name, "list rooms")

    assert (len(page.rooms), page.total_items) == (rooms, rooms)
    assert page.next_start_id == next_start_id


def test_the_rooms_of_a_page(captured: Captured) -> None:
    page = captured("multiple_rooms", "list rooms")

    assert [room.meeting_code for room in page.rooms[:3]] == ["697975707", "254629696", "659359326"]
    assert all(type(room) is Room and room.type == "instant" for room in page.rooms)


def test_the_rooms_of_a_theme(captured: Captured) -> None:
    [room] = captured("list_rooms_with_theme_id", "list theme rooms")

    assert (room.display_name, room.theme_id) == ("test_long_term_room", THEME_ID)


def test_a_recording(captured: Captured) -> None:
    recording = captured("get_recording", "get recording")

    assert recording.id == "e5b73c98-c087-4ee5-b61b-0ea08204fc65"
    assert recording.session_id.startswith("1_MX40NjMzOTg5Mn5-")
    assert recording.started_at == datetime(2023, 1, 25, 2, 38, 31, tzinfo=UTC)
    assert (recording.duration, recording.status) == (9, "uploaded")
    assert "/46339892/e5b73c98-c087-4ee5-b61b-0ea08204fc65/archive.mp4?" in recording.url


def test_the_recordings_of_a_session(captured: Captured) -> None:
    [recording] = captured("get_session_recordings", "list recordings")

    assert recording.ended_at == datetime(2023, 1, 25, 2, 38, 40, tzinfo=UTC)
    assert "&Expires=1674688058&" in recording.url


def test_no_themes(captured: Captured) -> None:
    assert captured("empty_themes", "list themes") == ()


def test_themes(captured: Captured) -> None:
    themes = captured("list_themes", "list themes")

    assert [theme.theme_name for theme in themes] == ["my_other_theme", "my_theme"]
    assert [theme.main_color for theme in themes] == ["#FF0000", "#12f64e"]


def test_a_theme(captured: Captured) -> None:
    theme = captured("theme", "create theme")

    assert (theme.theme_id, theme.domain) == (THEME_ID, "VCP")
    assert (theme.account_id, theme.application_id) == ("1234", "5678")
    assert (theme.short_company_url, theme.brand_text) == ("my-company", "My Company")
    assert (theme.brand_image_white, theme.branded_favicon_url) == (None, None)


def test_an_updated_theme(captured: Captured) -> None:
    theme = captured("updated_theme", "update theme")

    assert (theme.theme_name, theme.brand_text) == ("updated_theme", "My Updated Company Name")


def test_dial_in_numbers(captured: Captured) -> None:
    assert captured("list_dial_in_numbers", "list dial-in numbers") == (
        DialInNumber("541139862166", "es-AR", "Argentina"),
        DialInNumber("442381924626", "en-GB", "United Kingdom"),
    )


def test_logo_upload_urls(captured: Captured) -> None:
    uploads = captured("list_logo_upload_urls", "list logo uploads")

    assert [upload.logo_type for upload in uploads] == ["white", "colored", "favicon"]
    assert uploads[0].url == "https://s3.amazonaws.com/roomservice-whitelabel-logos-prod"
    assert uploads[2].key.endswith("/favicon/d7a81477-38f7-460c-b51f-1462b8426df5")
    assert uploads[1].fields["X-Amz-Date"] == "20230127T024303Z"


def test_an_application_with_a_default_theme(captured: Captured) -> None:
    assert captured("update_application_theme", "update application") == Application(
        "my-application-id", "my-account-id", THEME_ID
    )
