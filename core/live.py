"""Regions of a page that are fetched again and again, and cost next to nothing meanwhile."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language

# What htmx takes for "this was the last one".
STOP_POLLING = 286


def live_region(
    request: HttpRequest,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    revision: object,
    is_over: bool = False,
) -> HttpResponse:
    """The region rendered anew, or 304 when its `revision` is the one that the page has.

    `context` is only called for when it has changed.
    """
    etag = _etag(revision)
    unchanged = get_conditional_response(request, etag=etag)
    if isinstance(unchanged, HttpResponse):
        return unchanged
    response = render(request, template, context(), status=STOP_POLLING if is_over else 200)
    response["ETag"] = etag
    return response


def _etag(revision: object) -> str:
    """The same facts read otherwise in another language or another time zone."""
    shown = (get_language(), timezone.get_current_timezone_name(), revision)
    return quote_etag(hashlib.sha256(repr(shown).encode()).hexdigest()[:32])


def clock_step(seconds: float) -> int:
    """A number that moves every so many seconds: part of the revision of what shows a duration."""
    return int(time.time() // seconds)
