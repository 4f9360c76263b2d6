"""In which time zone somebody reads times: the one of their account, else the browser's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# `static/js/theme.js` writes the browser's zone there.
COOKIE = "time_zone"


@cache
def zone_names() -> list[str]:
    """Those of places, and UTC: others are older names of the same, or tell no place."""
    places = {name for name in available_timezones() if "/" in name}
    return ["UTC", *sorted(name for name in places if not name.startswith("Etc/"))]


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo | None:
    """None for what is no zone: anybody can write anything into a cookie."""
    return ZoneInfo(name) if name in _known() else None


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Whoever sends no session is nobody, and asking who they are would read one."""
    chosen = getattr(request.user, "time_zone", "") if request.session.session_key else ""
    return zone_named(chosen) or zone_named(request.COOKIES.get(COOKIE, ""))


class TimeZoneMiddleware:
    """Stands behind the one that knows who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = zone_of(request)
        with timezone.override(zone) if zone else nullcontext():
            return self.get_response(request)
