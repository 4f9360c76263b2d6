"""What a value of a JSON body may be, told in the style of the retired service when it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from meetings_server.refusals import invalid_input

LONGEST_ADDRESS = 2000
WHITESPACE = re.compile(r"\s")

Check = Callable[[Any, str], Any]


def text(longest: int, *, nullable: bool = False) -> Check:
    def check(value: Any, name: str) -> str | None:
        if value is None and nullable:
            return None
        if not isinstance(value, str):
            raise invalid_input(f'"{name}" must be a string')
        if not value and not nullable:
            raise invalid_input(f'"{name}" is not allowed to be empty')
        if len(value) > longest:
            raise invalid_input(
                f'"{name}" length must be less than or equal to {longest} characters long',
            )
        return value

    return check


def matching(pattern: str, longest: int, example: str) -> Check:
    def check(value: Any, name: str) -> str:
        if not re.fullmatch(pattern, text(longest)(value, name)):
            raise invalid_input(f'"{name}" fails to match the required pattern, as in {example}')
        return str(value)

    return check


def optional(check: Check) -> Check:
    return lambda value, name: None if value is None else check(value, name)


def boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise invalid_input(f'"{name}" must be a boolean')
    return value


def number(smallest: float, largest: float, *, is_whole: bool = False) -> Check:
    kinds = (int,) if is_whole else (int, float)
    kind = "an integer" if is_whole else "a number"

    def check(value: Any, name: str) -> Any:
        is_number = isinstance(value, kinds) and not isinstance(value, bool)
        if not is_number or not smallest <= value <= largest:
            raise invalid_input(f'"{name}" must be {kind} from {smallest} to {largest}')
        return value

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> str:
        lowered = value.lower() if isinstance(value, str) else value
        if lowered not in choices:
            raise invalid_input(f'"{name}" must be one of [{", ".join(choices)}]')
        return str(lowered)

    return check


def web_address(value: Any, name: str) -> str:
    address = text(LONGEST_ADDRESS)(value, name)
    if not _is_web_address(address):
        raise invalid_input(
            f'"{name}" must be a valid uri with a scheme matching the http|https pattern'
        )
    return str(address)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port != 0 and not WHITESPACE.search(address)
    except ValueError:
        return False
    return is_whole and parts.scheme in ("http", "https") and address.isprintable()


def group(checks: Mapping[str, Check]) -> Check:
    """An object of which each key has its own check; unknown keys are refused."""

    def check(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid_input(f'"{name}" must be of type object')
        return checked(value, checks, prefix=f"{name}.")

    return check


def checked(
    values: Mapping[str, Any], checks: Mapping[str, Check], *, prefix: str = ""
) -> dict[str, Any]:
    """The values, cleaned. Raises Refusal for the first one that is wrong or not allowed."""
    cleaned = {}
    for key, value in values.items():
        if key not in checks:
            raise invalid_input(f'"{prefix}{key}" is not allowed')
        cleaned[key] = checks[key](value, f"{prefix}{key}")
    return cleaned
