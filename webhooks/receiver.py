"""Where the sender of callbacks knocks. What was not stored is never acknowledged."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from webhooks.authentication import Proof, authenticate
from webhooks.inbox import NotStored
from webhooks.models import CallbackState
from webhooks.refusal_counts import refusal_counted
from webhooks.refusals import RefusalReason, Refused
from webhooks.services import callback_store
from webhooks.token_uses import token_used
from webhooks.waking import Waker, wake_worker

KEPT_HEADERS = ("content-type", "user-agent", "date")
# No public source names the header that holds a room's metadata: any that says so is kept.
KEPT_WORD = "metadata"
MOST_HEADERS = 10

logger = logging.getLogger(__name__)
_waker = Waker(wake_worker)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["HEAD", "POST"])
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """204: stored. 400, 401, 403, 413: the sender has to change it. 503: send it again later.

    A HEAD, with which some look whether an address is alive, is answered 200 whatever its token.
    """
    if request.method == "HEAD":
        return HttpResponse()
    try:
        body = _body_within_limit(request)
    except UnreadablePostError:
        return _refusal(400, "The body ended before it was complete; send it again.")
    if body is None:
        logger.warning("Callback refused: body over %s bytes", settings.CALLBACK_MAX_BYTES)
        return _refusal(413, f"The body may have {settings.CALLBACK_MAX_BYTES} bytes at most.")
    try:
        proof = authenticate(request, token=token, body=body)
        return _store(request, body, proof)
    except Refused as error:
        return _turned_away(request, error)
    except (NotStored, DatabaseError) as error:
        logger.error("Callback could not be stored: %s", error)
        return _refusal(503, "It could not be stored; send it again.", retry_after="30")


def _turned_away(request: HttpRequest, error: Refused) -> HttpResponse:
    logger.warning("Callback refused: %s, from %s", error, request.META.get("REMOTE_ADDR"))
    refusal_counted(error.reason)
    response = _refusal(error.status, error.answer)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = (
            'Basic realm="callbacks"' if settings.CALLBACK_BASIC_AUTH else "Bearer"
        )
    return response


def _body_within_limit(request: HttpRequest) -> bytes | None:
    limit: int = settings.CALLBACK_MAX_BYTES
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > limit:
        return None
    body: bytes = _source(request).read(limit + 1)
    return None if len(body) > limit else body


def _source(request: HttpRequest) -> Any:
    """Where the body is read. Django takes one that comes in chunks, without a length, for empty."""
    is_chunked = "CONTENT_LENGTH" not in request.META and request.META.get("wsgi.input_terminated")
    return request.META["wsgi.input"] if is_chunked else request


def _store(request: HttpRequest, body: bytes, proof: Proof) -> HttpResponse:
    try:
        callback = callback_store(
            body=body,
            headers=_kept_headers(request),
            signature_id=proof.signature_id,
            on_commit=_waker.ask,
        )
    except NotStored as error:
        if isinstance(error.__cause__, IntegrityError):
            # Another one came with the same signature at the same moment.
            raise Refused(RefusalReason.USED_BEFORE) from error
        raise
    token_used(proof.token_fingerprint)
    if callback.state == CallbackState.REJECTED:
        logger.warning("Callback %s rejected: %s", callback.pk, callback.error)
        return _refusal(400, callback.error)
    return HttpResponse(status=204)


def _kept_headers(request: HttpRequest) -> dict[str, str]:
    """None that could hold a secret."""
    named = ((name.lower(), value) for name, value in request.headers.items())
    kept = ((name, value) for name, value in named if name in KEPT_HEADERS or KEPT_WORD in name)
    return dict(sorted(kept)[:MOST_HEADERS])


def _refusal(status: int, reason: str, *, retry_after: str = "") -> HttpResponse:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return JsonResponse({"error": reason}, status=status, headers=headers)
