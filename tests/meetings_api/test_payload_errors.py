from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meetings_api import (
    ApiError,
    MeetingsClient,
    NotFound,
    Refused,
    RetryPolicy,
    ServerError,
    Unauthorised,
)
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.folders import PAYLOADS

TABLE = [
    # payload, call, class, field, what the page says
    ("name_missing", "create room", Refused, "display_name", "the display name is required"),
    (
        "name_too_long",
        "create room",
        Refused,
        "display_name",
        "the display name length must be less than or equal to 200 characters long",
    ),
    (
        "expiry_too_soon",
        "update room",
        Refused,
        "expires_at",
        "the expiry must be more than 10 minutes in the future",
    ),
    (
        "nested_field",
        "update room",
        Refused,
        "recording_options.auto_record",
        "the recording options auto record must be a boolean",
    ),
    ("field_not_allowed", "update room", Refused, "metadata", "the metadata is not allowed"),
    ("nothing_to_update", "update room", Refused, None, "the change must have at least 1 key"),
    (
        "temporary_room",
        "update room",
        Refused,
        None,
        "The room with id: room-7 could not be updated because of its type: temporary",
    ),
    (
        "theme_in_use",
        "delete theme",
        Refused,
        None,
        "could not delete theme (Theme theme-7 is used by 4 rooms)",
    ),
    (
        "logo_key",
        "finalize logos",
        Refused,
        None,
        "could not finalize logos (logos/white/9: key_not_found)",
    ),
    (
        "logo_properties",
        "finalize logos",
        Refused,
        None,
        "could not finalize logos (logos/white/9: invalid_logo_properties: dimensions)",
    ),
    (
        "default_theme_unknown",
        "update application",
        Refused,
        None,
        "Failed to update application because theme id theme-7 not found",
    ),
    (
        "theme_name_taken",
        "create theme",
        Refused,
        "theme_name",
        "the theme name already exists in application",
    ),
    (
        "company_url_taken",
        "create theme",
        Refused,
        "short_company_url",
        "the short company url already exists",
    ),
    ("room_unknown", "get room", NotFound, None, "does not know what you asked for"),
    ("recording_unknown", "get recording", NotFound, None, "does not know what you asked for"),
    ("session_unknown", "list recordings", NotFound, None, "does not know what you asked for"),
    ("theme_unknown", "get theme", NotFound, None, "does not know what you asked for"),
    ("wrong_credentials", "list rooms", Unauthorised, None, "did not accept your credentials"),
    ("missing_credentials", "list rooms", Unauthorised, None, "did not accept your credentials"),
    ("server_fault", "get room", ServerError, None, "has a fault of its own"),
]


@pytest.mark.parametrize(("name", "call", "kind", "field", "plainly"), TABLE)
def test_each_body_becomes_its_error(
    name: str,
    call: str,
    kind: type[ApiError],
    field: str | None,
    plainly: str,
    api: CannedServer,
    new_client: Callable[..., MeetingsClient],
    payload: Callable[[str], Any],
) -> None:
    body = payload(f"error_{name}")
    api.will_answer(Canned.json(body, status=body.get("status", 401)))

    with pytest.raises(ApiError) as caught:
        CALLS[call](new_client(retries=RetryPolicy(total=0)))

    assert type(caught.value) is kind
    assert caught.value.message == body.get("message", body.get("detail"))
    assert caught.value.name == body.get("name", body.get("title"))
    assert caught.value.field == field
    assert plainly in caught.value.user_message


def test_every_error_payload_is_in_the_table() -> None:
    files = {path.stem for path in PAYLOADS.glob("error_*.json")}

    assert files == {f"error_{name}" for name, *_ in TABLE}
