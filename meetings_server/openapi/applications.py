"""The application and the numbers to dial in (the contract, section 1)."""

from __future__ import annotations

from meetings_server.openapi import room_fields as fields
from meetings_server.openapi.operations import Json, answer, body, responses, schema

_DEFAULT_THEME = fields.group({"default_theme_id": fields.THEME_ID}, is_whole=True)

SCHEMAS: Json = {
    "Application": fields.group(
        {
            "application_id": {"type": "string", "format": "uuid"},
            "account_id": {"type": "string", "description": "The API key."},
            "default_theme_id": {"type": ["string", "null"], "format": "uuid"},
        },
        is_whole=True,
    ),
    "ApplicationUpdate": {
        "description": "The first clients sent it without `update_details`.",
        "oneOf": [fields.group({"update_details": _DEFAULT_THEME}, is_whole=True), _DEFAULT_THEME],
    },
    "DialInNumber": fields.group(
        {
            "number": {"type": "string", "pattern": "^[0-9+]+$"},
            "locale": {"type": "string"},
            "display_name": {"type": "string"},
        },
        is_whole=True,
    ),
}

PATHS: Json = {
    "/applications": {
        "patch": {
            "operationId": "update_application",
            "tags": ["applications"],
            "summary": "Choose the default theme",
            "description": "It goes to rooms whose own theme is deleted by force. null takes it back. "
            "400 when there is no such theme.",
            "requestBody": body("ApplicationUpdate"),
            "responses": responses(
                {200: answer("The application as it is now.", schema("Application"))}, 400, 413
            ),
        },
    },
    "/dial-in-numbers": {
        "get": {
            "operationId": "list_dial_in_numbers",
            "tags": ["dial-in numbers"],
            "summary": "Numbers under which rooms can be called by telephone",
            "security": [],
            "responses": responses(
                {200: answer("All of them.", {"type": "array", "items": schema("DialInNumber")})}
            ),
        },
    },
}
