"""Signed callbacks (the contract, section 3.2): a token that says which body was sent, and when."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from webhooks.refusals import RefusalReason

ALGORITHM = "HS256"
ISSUER = "Vonage"
CLOCK_SKEW_SECONDS = 60
REQUIRED = ["iat", "iss", "payload_hash"]


def signature_refusal(
    token: str, body: bytes, *, secrets: Sequence[str], most_seconds: int
) -> RefusalReason | None:
    """None when one of the `secrets` signed exactly this body, `most_seconds` ago at most."""
    found = [claims for secret in secrets if (claims := _claims(token, secret)) is not None]
    if not found:
        return RefusalReason.WRONG_SIGNATURE
    if not _is_recent(found[0]["iat"], most_seconds):
        return RefusalReason.WRONG_AGE
    digest = hashlib.sha256(body).hexdigest()
    if not constant_time_compare(str(found[0]["payload_hash"]).lower(), digest):
        return RefusalReason.WRONG_BODY
    return None


def signature_id(token: str) -> str:
    """A digest of the number (`jti`) of a token that was found right; empty if it has none."""
    number = jwt.decode(token, options={"verify_signature": False}).get("jti")
    return hashlib.sha256(str(number).encode("utf-8", "replace")).hexdigest() if number else ""


def _claims(token: str, secret: str) -> dict[str, Any] | None:
    """What the token claims; None unless it was signed with this secret."""
    try:
        return jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            leeway=CLOCK_SKEW_SECONDS,
            # The age is looked at afterwards, to tell what is old from what is forged.
            options={"require": REQUIRED, "verify_iat": False, "verify_aud": False},
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None


def _is_recent(issued_at: object, most_seconds: int) -> bool:
    if not isinstance(issued_at, int | float) or isinstance(issued_at, bool):
        return False
    return -CLOCK_SKEW_SECONDS <= int(time.time()) - issued_at <= most_seconds
