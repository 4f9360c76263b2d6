from __future__ import annotations

import base64
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from meetings_api.errors import Misconfigured

TOKEN_SECONDS = 900
RENEW_BEFORE_SECONDS = 60


class Credentials(Protocol):
    def authorization(self) -> str:
        """The value of the ``Authorization`` header for a call made now."""

    def renew(self) -> bool:
        """Drops what was cached after a 401; False when a second try could bring nothing new."""


@dataclass(frozen=True)
class BasicAuth:
    """``Authorization: Basic``, as the beta takes it (the contract, section 5)."""

    api_key: str
    api_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.api_key or not self.api_secret:
            raise Misconfigured("the API key and the API secret must not be empty")
        if ":" in self.api_key:
            raise Misconfigured("the API key must not contain a colon")

    def authorization(self) -> str:
        pair = f"{self.api_key}:{self.api_secret}".encode("utf-8", "surrogatepass")
        return f"Basic {base64.b64encode(pair).decode()}"

    def renew(self) -> bool:
        return False


class ApplicationAuth:
    """``Authorization: Bearer`` with a token signed by the application's private key.

    The claims are those that the official SDKs send (the contract, section 5). A token is kept
    for its 15 minutes, less one, so that it cannot run out on the way. Safe across threads.
    """

    def __init__(
        self,
        application_id: str,
        private_key_pem: str,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not application_id:
            raise Misconfigured("the application id must not be empty")
        self.application_id = application_id
        self._private_key = _rsa_private_key(private_key_pem)
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def __repr__(self) -> str:
        return f"ApplicationAuth(application_id={self.application_id!r})"

    def authorization(self) -> str:
        with self._lock:
            if not self._token or self._clock() >= self._renew_at:
                self._mint()
            return f"Bearer {self._token}"

    def renew(self) -> bool:
        with self._lock:
            self._token = ""
        return True

    def _mint(self) -> None:
        issued_at = int(self._clock())
        claims = {
            "application_id": self.application_id,
            "iat": issued_at,
            "exp": issued_at + TOKEN_SECONDS,
            "jti": str(uuid.uuid4()),
        }
        self._token = jwt.encode(claims, self._private_key, algorithm="RS256")
        self._renew_at = issued_at + TOKEN_SECONDS - RENEW_BEFORE_SECONDS


def _rsa_private_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The reason is dropped on purpose: it could quote the key.
        raise Misconfigured("the private key is not an unencrypted PEM key") from None
    if not isinstance(key, RSAPrivateKey):
        raise Misconfigured("the private key is not an RSA key")
    return key
