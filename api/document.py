"""The OpenAPI document: what the library derives from the operations, and what it cannot know."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.application import api
from api.middleware import PREFIX
from api.problems import MEDIA_TYPE

METHODS = ("get", "patch", "post", "delete")
_RETRY_AFTER = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
_CHALLENGE = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
_TAG = {"ETag": {"required": True, "schema": {"type": "string"}}}
HEADERS = {"401": _CHALLENGE, "429": _RETRY_AFTER}
_FILM = {"content": {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}}
FILM_ANSWERS: dict[str, Any] = {
    "200": {"description": "The film.", **_FILM},
    "206": {"description": "The range of it that was asked for.", **_FILM},
    "302": {
        "description": "To a fresh link to it. Do not send your token there.",
        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
    },
}


@cache
def document() -> dict[str, Any]:
    made = api.get_openapi_schema(path_prefix=PREFIX)
    for path, operations in made["paths"].items():
        for operation in operations.values():
            _complete(operation)
            if path.endswith("/download/"):
                operation["responses"] |= FILM_ANSWERS
            if path.endswith("/{room_id}/"):
                operation["responses"]["200"]["headers"] = _TAG
    return dict(made)


def _complete(operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        parameter["schema"] = _given(parameter["schema"])
    answers = {str(status): answer for status, answer in sorted(operation["responses"].items())}
    for status, answer in answers.items():
        if status >= "400":
            answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
        if status in HEADERS:
            answer["headers"] = HEADERS[status]
    operation["responses"] = answers
    # Since 3.1 the names of what is required stand here for any kind of authentication.
    operation["security"] = [{"Token": [operation["x-scope"]]}]


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the null that stands for a parameter left out: an address cannot say null."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    if len(options) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**rest, **options[0]}
