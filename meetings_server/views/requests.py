from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from meetings_server.refusals import invalid_input


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; an empty body is an empty object. Raises Refusal."""
    if not request.body.strip():
        return {}
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise invalid_input("The body is not valid JSON") from None
    if not isinstance(value, dict):
        raise invalid_input('"value" must be of type object')
    return value


def whole_number(text: str, name: str, *, smallest: int = 0) -> int:
    if not text.isdecimal() or int(text) < smallest or len(text) > 18:
        raise invalid_input(f'"{name}" must be a number of at least {smallest}')
    return int(text)
