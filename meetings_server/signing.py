"""Signed callbacks, as the vendor's other products send them (the contract, section 3.2)."""

from __future__ import annotations

import hashlib
import time
import uuid

import jwt
from django.conf import settings

from meetings_server.models import Application


def authorization(body: bytes, application: Application) -> dict[str, str]:
    """The header that proves who sends these bytes; none when there is no secret to sign with."""
    if not settings.SIGNATURE_SECRET:
        return {}
    claims = {
        # Real time: receivers compare it with their own clock.
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": application.api_key,
        "application_id": application.id,
    }
    return {"Authorization": f"Bearer {jwt.encode(claims, settings.SIGNATURE_SECRET, 'HS256')}"}
