"""The real service's refusals come out as our errors, in its own words."""

from __future__ import annotations

import json

import pytest

from meetings_api import ApiError, MeetingsClient, NotFound, Refused, Unauthorised
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.folders import CAPTURED

THEME = "90a21428-b74a-4221-adc3-783935d654"
REFUSALS = {
    "delete_recording_not_found": ("delete recording", NotFound, "Could not find recording"),
    "delete_theme_in_use": ("delete theme", Refused, "could not delete theme"),
    "get_recording_not_found": (
        "get recording",
        NotFound,
        "Recording not-a-real-recording-id was not found",
    ),
    "get_session_recordings_not_found": (
        "list recordings",
        NotFound,
        "Failed to find session recordings by id: not-a-real-session-id",
    ),
    "list_rooms_theme_id_not_found": (
        "list theme rooms",
        NotFound,
        f"Failed to get rooms because theme id {THEME}dc not found",
    ),
    "logo_key_error": ("finalize logos", Refused, "could not finalize logos"),
    "theme_name_in_use": ("create theme", Refused, "theme_name already exists in application"),
    "theme_not_found": ("get theme", NotFound, f"could not find theme {THEME}dc"),
    "unauthorized": ("list rooms", Unauthorised, "You did not provide correct credentials"),
    "update_application_theme_id_not_found": (
        "update application",
        Refused,
        "Failed to update application because theme id not-a-real-theme-id not found",
    ),
    "update_no_keys": ("update room", Refused, '"update_details" must have at least 1 key'),
    "update_room_type_error": (
        "update room",
        Refused,
        "The room with id: b3142c46-d1c1-4405-baa6-85683827ed69 could not be updated"
        " because of its type: temporary",
    ),
    "update_theme_already_exists": (
        "update theme",
        Refused,
        "theme_name already exists in application",
    ),
}
FIELDS = {"theme_name_in_use": "theme_name", "update_theme_already_exists": "theme_name"}
DETAILS = {
    "delete_theme_in_use": (f"Theme {THEME}db is used by 1 room",),
    "logo_key_error": ("not-a-key: key_not_found",),
}


def refusal(name: str, api: CannedServer, client: MeetingsClient) -> ApiError:
    body = json.loads((CAPTURED / f"{name}.json").read_bytes())
    api.will_answer(Canned.json(body, status=body.get("status", 401)))
    with pytest.raises(ApiError) as caught:
        CALLS[REFUSALS[name][0]](client)
    return caught.value


@pytest.mark.parametrize("name", REFUSALS)
def test_it_keeps_the_services_words(name: str, api: CannedServer, client: MeetingsClient) -> None:
    error = refusal(name, api, client)

    assert (type(error), error.message) == REFUSALS[name][1:]


@pytest.mark.parametrize("name", REFUSALS)
def test_it_finds_the_field_and_the_details(
    name: str, api: CannedServer, client: MeetingsClient
) -> None:
    error = refusal(name, api, client)

    assert error.field == FIELDS.get(name)
    assert error.errors == DETAILS.get(name, ())


def test_it_keeps_the_status_and_the_name(api: CannedServer, client: MeetingsClient) -> None:
    error = refusal("theme_name_in_use", api, client)

    assert (error.status, error.name) == (409, "ConflictError")
