"""The fields of a room, as they are sent and as they are answered (the contract, section 2)."""

from __future__ import annotations

from meetings_server.fields import LANGUAGES
from meetings_server.openapi.operations import Json

WIRE_TIME: Json = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
    "examples": ["2026-03-01T09:30:00.000Z"],
}
# Without a format: a zone may be missing, and then it is UTC.
EXPIRY: Json = {
    "type": "string",
    "description": "ISO 8601, more than 10 minutes and at most a year ahead. Without a zone: UTC.",
    "examples": ["2026-03-01T09:30:00Z", "2026-03-01 09:30:00"],
}
ROOM_TYPE: Json = {"enum": ["instant", "long_term"]}
DISPLAY_NAME: Json = {"type": "string", "minLength": 1, "maxLength": 200}
METADATA: Json = {
    "type": ["string", "null"],
    "maxLength": 500,
    "description": "Comes back as a header of the room's callbacks.",
}
EXPIRE_AFTER_USE: Json = {
    "type": "boolean",
    "description": "Close the room 10 minutes after everybody has left.",
}
JOIN_APPROVAL_LEVEL: Json = {"enum": ["none", "after_owner_only", "explicit_approval"]}
THEME_ID: Json = {"type": ["string", "null"], "maxLength": 64}


def group(properties: Json, *, is_whole: bool = False) -> Json:
    """An object; `is_whole` when no member may be missing, as in answers."""
    required = {"required": list(properties)} if is_whole else {}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **required,
    }


def _flags(*names: str) -> Json:
    return {name: {"type": "boolean"} for name in names}


RECORDING_OPTIONS = _flags("auto_record", "record_only_owner")
INITIAL_JOIN_OPTIONS: Json = {"microphone_state": {"enum": ["on", "off", "default"]}}
UI_SETTINGS: Json = {"language": {"enum": list(LANGUAGES)}}
AVAILABLE_FEATURES = _flags(
    "is_recording_available",
    "is_chat_available",
    "is_whiteboard_available",
    "is_locale_switcher_available",
    "is_captions_available",
)
_WEB_ADDRESS: Json = {"maxLength": 2000, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
_ADDRESSES = ("rooms_callback_url", "sessions_callback_url", "recordings_callback_url")
CALLBACK_URLS: Json = dict.fromkeys(_ADDRESSES, _WEB_ADDRESS | {"type": "string"})
CALLBACK_URLS_GIVEN: Json = dict.fromkeys(_ADDRESSES, _WEB_ADDRESS | {"type": ["string", "null"]})
