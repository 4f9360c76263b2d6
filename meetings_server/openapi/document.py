"""The OpenAPI 3.1 document of the API, which the server hands out itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings_server.families import FAMILIES
from meetings_server.openapi import applications, recordings, refusals, rooms, themes
from meetings_server.openapi.operations import Json

# The family of the last SDKs is the one that a reader is to use.
NEWEST_FIRST = sorted(FAMILIES, key=lambda family: family != "v1/meetings")

INFO: Json = {
    "title": "Meetings API",
    "version": "1.0.0",
    "summary": "Rooms, their sessions' recordings, and how rooms look.",
    "description": "What this Meetings server speaks. All path families lead to the same objects; "
    "where one of them behaves differently, the operation says so.\n\n"
    "Slashes may be doubled or trail. Errors of the service have `message`, `name` and `status`; "
    "those of the sign-in have `title` and `detail`.",
}
SECURITY_SCHEMES: Json = {
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The application's API key and API secret.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Signed by RS256 with the application's private key; claims "
        "`application_id`, `iat` and `jti`.",
    },
}


def document(public_url: str) -> Json:
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": f"{public_url}/{family}"} for family in NEWEST_FIRST],
        "security": [{"basic": []}, {"bearer": []}],
        "paths": rooms.PATHS | recordings.PATHS | themes.PATHS | applications.PATHS,
        "components": {
            "securitySchemes": SECURITY_SCHEMES,
            "schemas": _room_schemas()
            | recordings.SCHEMAS
            | themes.SCHEMAS
            | applications.SCHEMAS
            | refusals.SCHEMAS,
            "responses": refusals.RESPONSES,
        },
    }


def _room_schemas() -> Json:
    """With pages as this server has been told to answer them."""
    page = rooms.SCHEMAS["RoomPage"]
    embedded = rooms.EMBEDDED_ROOMS[settings.EMBEDDED_ROOMS]
    properties = page["properties"] | {"_embedded": embedded}
    return rooms.SCHEMAS | {"RoomPage": page | {"properties": properties}}


def serve(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(document(settings.PUBLIC_URL), json_dumps_params={"indent": 2})
