"""Signs as the sender would, and as a forger would."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any
from uuid import uuid4

import jwt

# Long enough for every algorithm of the family.
SECRET = "canary-signature-secret-that-is-long-enough-to-be-used-with-hs512"
OLD_SECRET = "canary-signature-secret-of-the-year-before"


def signed(body: bytes, *, secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """A token for `body`; a claim that is changed to None is left out."""
    claims = {
        "iat": int(time.time()),
        "jti": str(uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def basic(credentials: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}
