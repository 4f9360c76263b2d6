"""Every address of the URLconf, so that none can be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# In the routes of path() and of re_path().
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each route with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from routes(pattern, route)


def paths(keys: Mapping[str, object]) -> list[str]:
    """The path of each address, filled in from `keys`, or with what is made up."""
    found = {_CONVERTER.sub(lambda name: _filled(name, keys), route) for route, _view in routes()}
    return sorted("/" + re.sub(r"[$^\\]", "", path).lstrip("/") for path in found)


def _filled(name: re.Match[str], keys: Mapping[str, object]) -> str:
    key = name[1] or name[2]
    return str(keys.get(key, 1 if key.endswith("pk") else "made-up"))
