"""How long somebody stays signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# A session is written once in so long, however often its pages are fetched.
SEEN_STEP_SECONDS = 60


def signed_in_at(request: HttpRequest) -> float:
    """Seconds since the epoch; 0 for a session older than this rule."""
    return float(request.session.get(SIGNED_IN_AT, 0))


def note_sign_in(request: HttpRequest, **_kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


def is_over(request: HttpRequest, now: float) -> bool:
    if now - signed_in_at(request) >= settings.SESSION_HOURS * 3600:
        return True
    idle = float(settings.SESSION_IDLE_MINUTES * 60)
    return 0 < idle <= now - float(request.session.get(SEEN_AT, 0))


class SessionLifetimeMiddleware:
    """Signs out who has been signed in for SESSION_HOURS, or away for SESSION_IDLE_MINUTES.

    A page that fetches its live regions counts as being there: it does so only while it is seen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            self._keep(request, time.time())
        return self.get_response(request)

    def _keep(self, request: HttpRequest, now: float) -> None:
        if is_over(request, now):
            logout(request)
        elif now - request.session[SEEN_AT] >= SEEN_STEP_SECONDS:
            request.session[SEEN_AT] = int(now)


def connect() -> None:
    user_logged_in.connect(note_sign_in, dispatch_uid="accounts.lifetime")
