"""Where the sender of callbacks knocks. What was not stored is never acknowledged."""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from webhooks.models import Callback, CallbackState
from webhooks.services import callback_store
from webhooks.tasks import apply_callback

KEPT_HEADERS = ("content-type", "user-agent", "date", "x-room-metadata")

logger = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """204: stored. 400, 403, 413: it was the sender's fault. 503: send it again later."""
    if not is_known(token):
        logger.warning("Callback refused: wrong token, from %s", request.META.get("REMOTE_ADDR"))
        return _refusal(403, "The token in the address is wrong.")
    try:
        body = _body_within_limit(request)
    except UnreadablePostError:
        return _refusal(400, "The body ended before it was complete; send it again.")
    if body is None:
        logger.warning("Callback refused: body over %s bytes", settings.CALLBACK_MAX_BYTES)
        return _refusal(413, f"The body may have {settings.CALLBACK_MAX_BYTES} bytes at most.")
    return _store(request, body)


def is_known(token: str) -> bool:
    """Compares with every token, so that the time taken says nothing about any of them."""
    known = [constant_time_compare(token, each) for each in settings.CALLBACK_TOKENS]
    return any(known)


def _body_within_limit(request: HttpRequest) -> bytes | None:
    limit: int = settings.CALLBACK_MAX_BYTES
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > limit:
        return None
    body = request.read(limit + 1)
    return None if len(body) > limit else body


def _store(request: HttpRequest, body: bytes) -> HttpResponse:
    headers = {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers}
    try:
        callback = callback_store(body=body, headers=headers)
    except DatabaseError as error:
        logger.error("Callback could not be stored: %s", error)
        response = _refusal(503, "It could not be stored; send it again.")
        response["Retry-After"] = "30"
        return response
    if callback.state == CallbackState.REJECTED:
        logger.warning("Callback %s rejected: %s", callback.pk, callback.error)
        return _refusal(400, callback.error)
    if callback.state == CallbackState.RECEIVED:
        wake_worker(callback)
    return HttpResponse(status=204)


def _refusal(status: int, reason: str) -> HttpResponse:
    return JsonResponse({"error": reason}, status=status)


class _Breaker:
    """After a broker has failed, do without it for a while: the sweep finds the callback."""

    PAUSE_SECONDS = 10

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_until = 0.0

    def is_open(self) -> bool:
        with self._lock:
            return time.monotonic() < self._open_until

    def trip(self) -> None:
        with self._lock:
            self._open_until = time.monotonic() + self.PAUSE_SECONDS


_breaker = _Breaker()


def wake_worker(callback: Callback) -> None:
    if _breaker.is_open():
        return
    try:
        apply_callback.delay(callback.pk)
    except Exception as error:
        # Whatever is wrong with the broker, the callback is stored and must be acknowledged.
        _breaker.trip()
        logger.warning(
            "The broker cannot be reached, the sweep will apply: %s", type(error).__name__
        )
