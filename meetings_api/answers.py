"""From the bytes of an answer to JSON values that are safe to keep."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from meetings_api.errors import MalformedAnswer

LARGEST_INTEGER = 2**63 - 1
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Answer:
    """One whole answer: ``path`` is relative to the family root, without the query."""

    method: str
    path: str
    status: int
    content: bytes = field(default=b"", repr=False)
    content_type: str = ""

    def json(self) -> Any:
        try:
            return parsed(self.content)
        except (ValueError, RecursionError) as error:
            raise self.malformed(f"is not usable JSON: {self._reason(error)}") from None

    def items(self) -> list[Any]:
        """The JSON value of an answer that is a bare list."""
        value = self.json()
        if not isinstance(value, list):
            raise self.malformed("should be a list")
        return value

    def malformed(self, message: str, field: str | None = None) -> MalformedAnswer:
        return MalformedAnswer(
            f"the answer {message}",
            method=self.method,
            path=self.path,
            status=self.status,
            field=field,
        )

    def _reason(self, error: Exception) -> str:
        if isinstance(error, UnicodeDecodeError):
            return "not UTF-8"
        if isinstance(error, RecursionError):
            return "nested too deeply"
        if not self.content:
            return "empty"
        kind = self.content_type.partition(";")[0] or "no content type"
        return f"{error} ({kind})"


def parsed(content: bytes) -> Any:
    """The JSON value, fit for any database.

    Integers beyond 64 bits become their digits, NUL and lone surrogates in texts become U+FFFD.
    Raises ValueError for what is no JSON, which NaN and numbers too large for a float are not,
    and RecursionError for what is nested too deeply.
    """
    text = content.decode("utf-8-sig")
    value = json.loads(
        text, parse_int=_integer, parse_float=_finite, parse_constant=_refuse_constant
    )
    suspicious = "\\u0000" in text or _SURROGATE_ESCAPE.search(text)
    return _storable(value) if suspicious and not _is_storable(value) else value


def _is_storable(value: Any) -> bool:
    """Whether there is no need to rebuild the value, found out at the speed of C."""
    try:
        return b"\\u0000" not in json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False


def _integer(digits: str) -> int | str:
    if len(digits) > 20:
        return digits
    number = int(digits)
    return number if abs(number) <= LARGEST_INTEGER else digits


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value
