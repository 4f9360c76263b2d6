"""Rooms: five operations, and the objects they take and answer (the contract, sections 1 and 2)."""

from __future__ import annotations

from meetings_server.openapi import room_fields as fields
from meetings_server.openapi.operations import (
    PAGE_PARAMETERS,
    Json,
    answer,
    body,
    links,
    no_content,
    path_parameter,
    responses,
    schema,
)

_LINK: Json = fields.group({"href": {"type": "string", "format": "uri"}}, is_whole=True)
_ANSWERED: Json = {
    "id": {"type": "string", "format": "uuid"},
    "display_name": fields.DISPLAY_NAME,
    "metadata": fields.METADATA,
    "type": fields.ROOM_TYPE,
    "expires_at": fields.WIRE_TIME,
    "recording_options": fields.group(fields.RECORDING_OPTIONS, is_whole=True),
    "meeting_code": {"type": "string", "pattern": "^[0-9]{9,}$"},
    "_links": fields.group({"host_url": _LINK, "guest_url": _LINK}, is_whole=True),
    "created_at": fields.WIRE_TIME,
    "is_available": {
        "type": "boolean",
        "description": "Whether a session can still start in it.",
    },
    "expire_after_use": fields.EXPIRE_AFTER_USE,
    "theme_id": fields.THEME_ID,
    "initial_join_options": fields.group(fields.INITIAL_JOIN_OPTIONS, is_whole=True),
    "join_approval_level": fields.JOIN_APPROVAL_LEVEL,
    "ui_settings": fields.group(fields.UI_SETTINGS, is_whole=True),
    "available_features": fields.group(fields.AVAILABLE_FEATURES, is_whole=True),
}
_CALLBACK_URLS = fields.group(fields.CALLBACK_URLS) | {
    "description": "Where this room's callbacks go instead of to the application's addresses."
}
_CALLBACK_URLS_GIVEN = fields.group(fields.CALLBACK_URLS_GIVEN) | {
    "type": ["object", "null"],
    "description": _CALLBACK_URLS["description"] + " null takes one away, or all of them.",
}
_CHANGEABLE: Json = {
    "expires_at": fields.EXPIRY,
    "expire_after_use": fields.EXPIRE_AFTER_USE,
    "theme_id": fields.THEME_ID | {"description": "null takes the theme away."},
    "join_approval_level": fields.JOIN_APPROVAL_LEVEL,
    "initial_join_options": fields.group(fields.INITIAL_JOIN_OPTIONS),
    "callback_urls": _CALLBACK_URLS_GIVEN,
    "available_features": fields.group(fields.AVAILABLE_FEATURES),
    "ui_settings": fields.group(fields.UI_SETTINGS),
}
_CHANGEABLE_IN_BETA: Json = {
    "display_name": fields.DISPLAY_NAME | {"description": "Under /beta/meetings only."},
    "metadata": fields.METADATA | {"description": "Under /beta/meetings only."},
    "recording_options": fields.group(fields.RECORDING_OPTIONS)
    | {"description": "Under /beta/meetings only."},
}


def _or_null(field: Json) -> Json:
    """SDKs send null for what they were not given."""
    return {"anyOf": [field, {"type": "null"}]}


_PAGE_OF_ROOMS: Json = {"type": "array", "items": schema("Room"), "maxItems": 1000}
# What `_embedded` of a page is, by the server's option of that name.
EMBEDDED_ROOMS: Json = {
    "array": _PAGE_OF_ROOMS,
    "object": fields.group({"rooms": _PAGE_OF_ROOMS}, is_whole=True),
}

SCHEMAS: Json = {
    "Room": fields.group(_ANSWERED, is_whole=True)
    | {"properties": _ANSWERED | {"callback_urls": _CALLBACK_URLS}},
    "RoomPage": fields.group(
        {
            "page_size": {"type": "integer", "minimum": 1, "maximum": 1000},
            "_embedded": _PAGE_OF_ROOMS,
            "_links": fields.group({"first": _LINK, "self": _LINK}, is_whole=True)
            | {
                "description": "`prev` and `next` are there when there is more.",
                "properties": dict.fromkeys(("first", "self", "prev", "next"), _LINK),
            },
            "total_items": {"type": "integer", "minimum": 0},
        },
        is_whole=True,
    ),
    "NewRoom": {
        "type": "object",
        "required": ["display_name"],
        "additionalProperties": False,
        "properties": {
            "display_name": fields.DISPLAY_NAME,
            **{
                name: _or_null(field)
                for name, field in (_CHANGEABLE | _CHANGEABLE_IN_BETA).items()
                if name != "display_name"
            },
            "type": _or_null(fields.ROOM_TYPE | {"default": "instant"}),
            "is_available": _or_null({"type": "boolean", "default": True}),
        },
        "description": "A `long_term` room needs `expires_at`; an `instant` one may have neither "
        "`expires_at` nor `expire_after_use`.",
    },
    "RoomUpdate": fields.group(
        {
            "update_details": fields.group(_CHANGEABLE | _CHANGEABLE_IN_BETA)
            | {"minProperties": 1},
        },
        is_whole=True,
    )
    | {"description": "`update_options` instead of `update_details` is understood too."},
}

_ROOM_ID = path_parameter("room_id", "The room's `id`.")
_MADE = answer("The room.", schema("Room")) | links(
    "room_id", "id", "get_room", "update_room", "delete_room"
)

PATHS: Json = {
    "/rooms": {
        "get": {
            "operationId": "list_rooms",
            "tags": ["rooms"],
            "summary": "A page of rooms, oldest first",
            "parameters": PAGE_PARAMETERS,
            "responses": responses({200: answer("The page.", schema("RoomPage"))}, 400),
        },
        "post": {
            "operationId": "create_room",
            "tags": ["rooms"],
            "summary": "Make a room",
            "description": "403 when the application has as many rooms as it may have.",
            "requestBody": body("NewRoom"),
            "responses": responses({201: _MADE}, 400, 403, 413),
        },
    },
    "/rooms/{room_id}": {
        "parameters": [_ROOM_ID],
        "get": {
            "operationId": "get_room",
            "tags": ["rooms"],
            "summary": "One room",
            "responses": responses({200: answer("The room.", schema("Room"))}, 404),
        },
        "patch": {
            "operationId": "update_room",
            "tags": ["rooms"],
            "summary": "Change a room",
            "description": "Instant rooms cannot be changed, except in /beta/meetings, where only "
            "their lifetime cannot. A room that has expired or was deleted is not found.",
            "requestBody": body("RoomUpdate"),
            "responses": responses(
                {200: answer("The room as it is now.", schema("Room"))}, 400, 404, 413
            ),
        },
        "delete": {
            "operationId": "delete_room",
            "tags": ["rooms"],
            "summary": "Delete a room (/beta/meetings only)",
            "description": "It stays readable by its id, with `is_available` false, and leaves the "
            "list. The other path families answer 404.",
            "responses": responses({204: no_content("It is deleted.")}, 404),
        },
    },
}
