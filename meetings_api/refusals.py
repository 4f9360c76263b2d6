"""From an answer that says no to the error that says why (the contract, section 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from meetings_api.answers import Answer, parsed
from meetings_api.errors import (
    ApiError,
    NotFound,
    QuotaExceeded,
    RateLimited,
    Refused,
    ServerError,
    Unauthorised,
)
from meetings_api.wording import refused_field

_CLASSES: dict[int, type[ApiError]] = {
    401: Unauthorised,
    404: NotFound,
    410: NotFound,
    429: RateLimited,
}


def error_for(answer: Answer, headers: Mapping[str, str]) -> ApiError:
    """Never raises, whatever the body holds."""
    body = _error_body(answer)
    errors = _error_lines(body.get("errors"))
    message = _first_text(body, "message", "detail", "title") or _phrase(answer.status)
    return _class_for(answer)(
        message,
        method=answer.method,
        path=answer.path,
        status=answer.status,
        name=_first_text(body, "name", "title"),
        errors=errors,
        field=next(filter(None, map(refused_field, (message, *errors))), None),
        retry_after=retry_after(headers),
    )


def _class_for(answer: Answer) -> type[ApiError]:
    if answer.status == HTTPStatus.FORBIDDEN and answer.method == "POST":
        return QuotaExceeded
    fallback = ServerError if answer.status >= 500 else Refused
    return _CLASSES.get(answer.status, fallback)


def _error_body(answer: Answer) -> dict[str, Any]:
    try:
        body = parsed(answer.content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _first_text(body: dict[str, Any], *names: str) -> str:
    return next((body[name] for name in names if _is_text(body.get(name))), "")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _error_lines(errors: object) -> tuple[str, ...]:
    """Theme errors are texts, logo errors objects; each becomes a line of its values."""
    if not isinstance(errors, list):
        return ()
    return tuple(filter(None, map(_error_line, errors)))


def _error_line(error: object) -> str:
    if isinstance(error, dict):
        return ": ".join(value for value in error.values() if _is_text(value))
    return error if isinstance(error, str) else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from either form that RFC 9110 allows; None for garbage.

    A date is measured against the answer's own Date, so that a wrong clock on one side does not
    stretch the wait.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    until = _http_date(value)
    if until is None:
        return None
    now = _http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
