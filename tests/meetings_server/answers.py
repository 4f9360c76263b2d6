"""The error bodies of the service, in full."""

from __future__ import annotations

from typing import Any

import requests

MISSING_AUTH = {"title": "Missing Auth", "detail": "Auth header is required"}
UNAUTHORIZED = {"title": "Unauthorized", "detail": "You did not provide correct credentials"}


def refusal(response: requests.Response) -> tuple[int, Any]:
    """Status and body; the body repeats the status."""
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, (body["name"], body["message"])


def invalid(message: str) -> tuple[int, tuple[str, str]]:
    return 400, ("InputValidationError", message)


def missing(message: str) -> tuple[int, tuple[str, str]]:
    return 404, ("NotFoundError", message)
