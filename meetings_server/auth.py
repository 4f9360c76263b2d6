"""Who calls: `Basic key:secret` or `Bearer` with a signed token (the contract, section 5)."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

import jwt
from django.http import HttpRequest

from meetings_server.models import Application
from meetings_server.refusals import missing_credentials, wrong_credentials

CLOCK_SKEW_SECONDS = 60
# The library lets through what hostile claims do to its parsers.
UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


def caller(request: HttpRequest) -> Application:
    """The application that signed the request. Raises Refusal with one of the two 401 bodies."""
    scheme, _, value = request.headers.get("Authorization", "").strip().partition(" ")
    if not scheme:
        raise missing_credentials()
    found = {"basic": _by_secret, "bearer": _by_token}.get(scheme.lower(), _nobody)(value.strip())
    if found is None:
        raise wrong_credentials()
    return found


def _nobody(_value: str) -> None:
    return None


def _by_secret(value: str) -> Application | None:
    try:
        key, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    application = Application.objects.filter(api_key=key).first()
    known = application.api_secret if application else ""
    matches = secrets.compare_digest(known.encode(), secret.encode())
    return application if matches else None


def _by_token(token: str) -> Application | None:
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        application = Application.objects.filter(id=str(claims.get("application_id"))).first()
        if application is None:
            return None
        jwt.decode(
            token,
            application.public_key,
            algorithms=["RS256"],
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["application_id", "iat", "jti"]},
        )
    except UNREADABLE:
        return None
    return application
