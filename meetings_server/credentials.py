"""What a client needs to call this server, made at the first start and kept."""

from __future__ import annotations

import json
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from meetings_server.models import Application
from meetings_server.secret_files import write_private


def credentials_file() -> Path:
    return Path(settings.DATA_DIR) / "credentials.json"


def ensure_credentials(url: str) -> bool:
    """Write where the server listens; whether the credentials had to be made first."""
    file = credentials_file()
    is_new = not Application.objects.exists()
    known = _make() if is_new else json.loads(file.read_text())
    write_private(file, json.dumps(known | {"url": url}, indent=2) + "\n")
    control_token.cache_clear()
    return is_new


def _make() -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    application = Application.objects.create(
        api_key=secrets.token_hex(4),
        api_secret=secrets.token_urlsafe(16),
        token_secret=secrets.token_urlsafe(32),
        public_key=key.public_key()
        .public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
        .decode(),
    )
    private_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "application_id": application.id,
        "api_key": application.api_key,
        "api_secret": application.api_secret,
        "private_key": private_key.decode(),
        "control_token": secrets.token_urlsafe(24),
    }


@cache
def control_token() -> str:
    return str(json.loads(credentials_file().read_text())["control_token"])
