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

FIELDS = {"application_id", "api_key", "api_secret", "private_key", "control_token"}


def credentials_file() -> Path:
    return Path(settings.DATA_DIR) / "credentials.json"


def ensure_credentials(url: str) -> bool:
    """Write where the server listens; whether this is its first start.

    A file that was lost is made anew: the application, its key and its secret stay, the private
    key, of which the database has the public half only, is another one.
    """
    is_new = not Application.objects.exists()
    known = {} if is_new else _read()
    if not set(known) >= FIELDS:
        known = _make(Application() if is_new else Application.objects.get())
    write_private(credentials_file(), json.dumps(known | {"url": url}, indent=2) + "\n")
    control_token.cache_clear()
    return is_new


def _read() -> dict[str, str]:
    try:
        known = json.loads(credentials_file().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _make(application: Application) -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    application.api_key = application.api_key or secrets.token_hex(4)
    application.api_secret = application.api_secret or secrets.token_urlsafe(16)
    application.token_secret = application.token_secret or secrets.token_urlsafe(32)
    application.public_key = _public_pem(key)
    application.save()
    return {
        "application_id": application.id,
        "api_key": application.api_key,
        "api_secret": application.api_secret,
        "private_key": _private_pem(key),
        "control_token": secrets.token_urlsafe(24),
    }


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _private_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    unencrypted = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, unencrypted).decode()


@cache
def control_token() -> str:
    return str(json.loads(credentials_file().read_text())["control_token"])
