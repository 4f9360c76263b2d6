"""Builds calls: paths from ids, bodies from fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from meetings_api.errors import NotFound, Refused
from meetings_api.exchange import Call


def call(
    method: str,
    *segments: str,
    query: Mapping[str, object] | None = None,
    body: Mapping[str, object] | None = None,
) -> Call:
    """Raises NotFound for an id that no path can hold, Refused for what JSON cannot hold."""
    path = "".join(f"/{_quoted(method, segment)}" for segment in segments)
    sent = None if body is None else _encoded(method, path, body)
    return Call(method, path, {name: str(value) for name, value in (query or {}).items()}, sent)


def _quoted(method: str, segment: str) -> str:
    # An empty or dotted segment would silently address another resource: DELETE /rooms/.. say.
    if segment.strip(".") == "" or not segment.isprintable():
        raise NotFound(f"no such id: {segment!r}", method=method)
    return quote(segment, safe="")


def _encoded(method: str, path: str, body: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(body, default=_as_json, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise Refused("a value cannot be written as JSON", method=method, path=path) from None


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return wire_time(value)
    raise TypeError


def wire_time(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ``, the one form that every version of the API takes."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{aware.microsecond // 1000:03d}Z"
