"""Where the request comes from that a thread is at work on, for what it leaves on record."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.networks import sender_address


@dataclass(frozen=True)
class Origin:
    """All empty where there is no request: in the worker, in a command."""

    address: str = ""
    request_id: str = ""
    # Name and public id of the API token that the request came with.
    token: str = ""


_current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039


def current_origin() -> Origin:
    return _current.get()


def note_token(words: str) -> None:
    """Name the API token on record, for the rest of the request."""
    _current.set(replace(_current.get(), token=words))


class RequestFilter(logging.Filter):
    """Marks each line of the log with the request that it was written for, if any."""

    def filter(self, record: logging.LogRecord) -> bool:
        request_id = current_origin().request_id
        record.request_mark = f" [{request_id}]" if request_id else ""
        return True


class OriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = sender_address(
            request.META.get("REMOTE_ADDR") or "",
            request.META.get("HTTP_X_FORWARDED_FOR", ""),
            proxies=settings.CALLBACK_TRUSTED_PROXIES,
        )
        token = _current.set(Origin(str(address or ""), uuid4().hex))
        try:
            return self._get_response(request)
        finally:
            _current.reset(token)
