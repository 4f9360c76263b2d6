"""Recordings: three operations and an alias (the contract, sections 1 and 4)."""

from __future__ import annotations

from meetings_server.openapi import room_fields as fields
from meetings_server.openapi.operations import (
    Json,
    answer,
    links,
    no_content,
    path_parameter,
    responses,
    schema,
)

_SESSION_ID = path_parameter("session_id", "As the callbacks tell it.")
_RECORDING_ID = path_parameter("recording_id", "The recording's `id`.")

_ALWAYS_THERE: Json = {
    "id": {"type": "string", "format": "uuid"},
    "session_id": {"type": "string", "minLength": 1},
    "started_at": fields.WIRE_TIME,
    "status": {"enum": ["started", "stopped", "paused", "uploaded"]},
}
_FILM: Json = fields.group(
    {
        "url": fields.group(
            {
                "href": {
                    "type": "string",
                    "format": "uri",
                    "description": "Opens the film for a while, without credentials. Each read "
                    "makes a new one: read again rather than keep it.",
                }
            },
            is_whole=True,
        )
    },
    is_whole=True,
)

SCHEMAS: Json = {
    "Recording": fields.group(_ALWAYS_THERE, is_whole=True)
    | {
        "properties": _ALWAYS_THERE | {"ended_at": fields.WIRE_TIME, "_links": _FILM},
        "description": "`ended_at` is absent while it runs, `_links` until it is uploaded.",
        "if": {"properties": {"status": {"const": "uploaded"}}},
        "then": {"required": ["ended_at", "_links"]},
        "else": {"properties": {"_links": False}},
    },
    "SessionRecordings": fields.group(
        {
            "_embedded": fields.group(
                {"recordings": {"type": "array", "items": schema("Recording")}}, is_whole=True
            )
        },
        is_whole=True,
    ),
}

_ALL_OF_THEM = answer("All of them; there are no pages.", schema("SessionRecordings")) | links(
    "recording_id", "_embedded/recordings/0/id", "get_recording", "delete_recording"
)


def _list_recordings(operation_id: str) -> Json:
    return {
        "operationId": operation_id,
        "tags": ["recordings"],
        "summary": "The recordings of a session, oldest first",
        "responses": responses({200: _ALL_OF_THEM}, 404),
    }


PATHS: Json = {
    "/sessions/{session_id}/recordings": {
        "parameters": [_SESSION_ID],
        "get": _list_recordings("list_recordings"),
    },
    "/sessions/{session_id}": {
        "parameters": [_SESSION_ID],
        "get": _list_recordings("list_recordings_by_its_short_path")
        | {
            "deprecated": True,
            "description": "One SDK leaves the last segment out. Do not do so yourself.",
        },
    },
    "/recordings/{recording_id}": {
        "parameters": [_RECORDING_ID],
        "get": {
            "operationId": "get_recording",
            "tags": ["recordings"],
            "summary": "One recording",
            "responses": responses({200: answer("The recording.", schema("Recording"))}, 404),
        },
        "delete": {
            "operationId": "delete_recording",
            "tags": ["recordings"],
            "summary": "Delete a recording that has been uploaded",
            "description": "One that has not been uploaded yet is refused: with 403 in "
            "/beta/meetings, with 500 elsewhere, as the two versions of the retired service did.",
            "responses": responses({204: no_content("It is deleted.")}, 403, 404),
        },
    },
}
