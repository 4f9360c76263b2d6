"""The answers that are no successes: the two families of the contract, section 1.2."""

from __future__ import annotations

from meetings_server.openapi.operations import Json, answer, schema


def _service_error(status: int, *names: str) -> Json:
    narrowed = {"status": {"const": status}, "name": {"enum": list(names)}}
    return {"allOf": [schema("Error"), {"properties": narrowed}]}


SCHEMAS: Json = {
    "GatewayError": {
        "description": "Refused before it reached the service.",
        "type": "object",
        "required": ["title", "detail"],
        "additionalProperties": False,
        "properties": {"title": {"type": "string"}, "detail": {"type": "string"}},
    },
    "Error": {
        "description": "Refused by the service. `status` repeats the status of the answer.",
        "type": "object",
        "required": ["message", "name", "status"],
        "additionalProperties": False,
        "properties": {
            "message": {"type": "string", "minLength": 1},
            "name": {"type": "string", "pattern": "^[A-Z][A-Za-z]+Error$"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "errors": {
                "description": "What exactly was wrong, where there can be more than one thing.",
                "type": "array",
                "minItems": 1,
                "items": {"anyOf": [{"type": "string"}, schema("LogoError")]},
            },
        },
    },
    "LogoError": {
        "type": "object",
        "required": ["logoKey", "code"],
        "additionalProperties": False,
        "properties": {
            "logoKey": {"type": "string"},
            "code": {"enum": ["key_not_found", "invalid_logo_properties"]},
            "invalidProperty": {"enum": ["exceeds_size", "type", "dimensions", "transparent_bg"]},
        },
    },
}

RESPONSES: Json = {
    "InvalidRequest": answer(
        "A value is wrong or not allowed (InputValidationError), or what is asked for cannot be "
        "done to this object (BadRequestError).",
        _service_error(400, "InputValidationError", "BadRequestError"),
    ),
    "Unauthenticated": answer("No credentials, or wrong ones.", schema("GatewayError")),
    "Forbidden": answer(
        "The quota of the application is used up, or the object's state forbids it.",
        _service_error(403, "ForbiddenError"),
    ),
    "NotFound": answer(
        "The application has no such object. Ids need not look like ids.",
        _service_error(404, "NotFoundError"),
    ),
    "Conflict": answer("Something else has that name.", _service_error(409, "ConflictError")),
    "TooLarge": answer(
        "The body is larger than 1 MB.", _service_error(413, "PayloadTooLargeError")
    ),
    "TooManyRequests": answer(
        "Wait for as long as `Retry-After` says. Only when a fault was ordered.",
        schema("GatewayError"),
    )
    | {"headers": {"Retry-After": {"schema": {"type": "string"}}}},
    "ServerError": answer(
        "Something broke, or a fault was ordered.", _service_error(500, "InternalServerError")
    ),
}
