"""The error bodies of the contract's section 1.2, and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import JsonResponse


class Refusal(Exception):
    """An answer that is not a success; raised anywhere, turned into its body by the middleware."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.status = status
        self.body = body

    def answer(self) -> JsonResponse:
        return JsonResponse(self.body, status=self.status)


def service_refusal(status: int, name: str, message: str, errors: Sequence[object] = ()) -> Refusal:
    """`errors` says what is wrong with each of several things."""
    optional = {"errors": [*errors]} if errors else {}
    return Refusal(status, {"message": message, "name": name, **optional, "status": status})


def invalid_input(message: str) -> Refusal:
    return service_refusal(400, "InputValidationError", message)


def bad_request(message: str, errors: Sequence[object] = ()) -> Refusal:
    return service_refusal(400, "BadRequestError", message, errors)


def not_found(message: str) -> Refusal:
    return service_refusal(404, "NotFoundError", message)


def forbidden(message: str) -> Refusal:
    return service_refusal(403, "ForbiddenError", message)


def conflict(message: str) -> Refusal:
    return service_refusal(409, "ConflictError", message)


def missing_credentials() -> Refusal:
    return Refusal(401, {"title": "Missing Auth", "detail": "Auth header is required"})


def wrong_credentials() -> Refusal:
    return Refusal(
        401,
        {"title": "Unauthorized", "detail": "You did not provide correct credentials"},
    )


def too_large() -> Refusal:
    return service_refusal(413, "PayloadTooLargeError", "The body is larger than 1 MB")


def server_error() -> Refusal:
    return service_refusal(500, "InternalServerError", "Internal server error")


def no_route(method: str | None, path: str) -> Refusal:
    return not_found(f"Cannot {method} {path}")
