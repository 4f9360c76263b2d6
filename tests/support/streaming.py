"""Streamed answers in tests, whose database connection has to outlive them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponseBase

_FILM_HEADERS = (
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Length",
    "Content-Range",
    "Content-Type",
    "ETag",
    "X-Accel-Redirect",
)


def film_headers(response: HttpResponseBase) -> dict[str, str]:
    """What an answer says of the film, beside what every answer says."""
    return {name: response[name] for name in _FILM_HEADERS if name in response}


def leave(response: HttpResponseBase) -> None:
    """As a client does that has had enough: the server closes the response."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


@contextmanager
def leaving(response: HttpResponseBase) -> Iterator[HttpResponseBase]:
    yield response
    leave(response)


def body(response: HttpResponseBase) -> bytes:
    content = b"".join(response.streaming_content)
    leave(response)
    return content
