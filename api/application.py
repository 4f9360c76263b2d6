"""The API as a whole: its parts, and how each thing that goes wrong is answered."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from accounts.tokens import TokenRefused
from api import callbacks, recordings, rooms, sessions
from api.authentication import Token
from api.problems import FieldProblem, Refused, problem_answer
from meetings_api import ApiError, MeetingsApiError

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Meetings Dashboard",
    version="1",
    description="Rooms, sessions, recordings and callbacks, for scripts.",
    urls_namespace="v1",
    auth=Token(),
    openapi_url=None,
    docs_url=None,
)
api.add_router("rooms", rooms.router)
api.add_router("sessions", sessions.router)
api.add_router("recordings", recordings.router)
api.add_router("callbacks", callbacks.router)


@api.exception_handler(TokenRefused)
def no_token(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_answer(
        401,
        "Send a token that is valid: Authorization: Bearer mdt_... Make one under /account/tokens/.",
        headers={"WWW-Authenticate": "Bearer"},
    )


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = str(error.wait)
    detail = f"This token was used too often in this minute: go on in {seconds} s."
    return problem_answer(429, detail, headers={"Retry-After": seconds})


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: Exception) -> HttpResponse:
    scopes = ", ".join(request.auth.scopes)  # type: ignore[attr-defined]
    return problem_answer(
        403,
        "This needs a scope that your token does not have, or a right that your roles do not give"
        f" you. The token has: {scopes}. What each call needs: /api/.",
    )


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_answer(404, "There is no such thing, or it is not for you to see.")


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        FieldProblem(where=_where(each["loc"]), message=str(each["msg"])) for each in error.errors
    ]
    detail = "Some of what you sent cannot be used: see errors, and the description under /api/."
    return problem_answer(422, detail, errors=problems)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem_answer(error.status, error.detail, errors=error.errors)


@api.exception_handler(MeetingsApiError)
def api_refused(request: HttpRequest, error: MeetingsApiError) -> HttpResponse:
    said_no = isinstance(error, ApiError) and error.status is not None and error.status < 500
    return problem_answer(409 if said_no else 502, error.user_message)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_answer(error.status_code, f"{error.message}. Send JSON, in UTF-8.")


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_answer(400, "This request cannot be read, or is too large.")


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem_answer(500, "Something broke on our side, and is in the log. Try later.")


def _where(location: tuple[Any, ...]) -> str:
    """("query", "query", "limit") -> "query.limit": the name of a parameter object says nothing."""
    parts = [str(part) for part in location]
    if len(parts) > 2 and parts[1] in ("query", "changes"):
        del parts[1]
    return ".".join(parts)
