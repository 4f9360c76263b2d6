from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from meetings_server.refusals import invalid_input

MOST_DIGITS = 18


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; an empty body is an empty object. Raises Refusal."""
    if not request.body.strip():
        return {}
    try:
        value = json.loads(request.body, parse_constant=_refuse_constant)
        is_storable = all(map(_is_storable, _texts(value)))
    except (ValueError, RecursionError):
        raise invalid_input("The body is not valid JSON") from None
    if not is_storable:
        raise invalid_input("The body holds U+0000 or half of a surrogate pair")
    if not isinstance(value, dict):
        raise invalid_input('"value" must be of type object')
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
    elif isinstance(value, dict):
        yield from value
        yield from _texts(list(value.values()))


def _is_storable(text: str) -> bool:
    return not re.search("[\x00\ud800-\udfff]", text)


def whole_number(digits: str, name: str, *, smallest: int = 0) -> int:
    is_number = digits.isascii() and digits.isdecimal()
    if is_number and len(digits) > MOST_DIGITS:
        raise invalid_input(f'"{name}" must be less than or equal to {"9" * MOST_DIGITS}')
    if not is_number or int(digits) < smallest:
        raise invalid_input(f'"{name}" must be a number of at least {smallest}')
    return int(digits)
