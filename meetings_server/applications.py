"""Who may call: the application of the first start, and those that were made afterwards."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db.models import Count, Q

from meetings_server.models import Application
from meetings_server.refusals import conflict, not_found


def default_application() -> Application:
    """The one of credentials.json, which is meant wherever none is named."""
    return Application.objects.get(is_default=True)


def application_find(application_id: str | None) -> Application:
    """The default one for None. Raises Refusal (404)."""
    if application_id is None:
        return default_application()
    found = Application.objects.filter(id=application_id).first()
    if found is None:
        raise not_found(f"There is no application {application_id}")
    return found


def application_make(application: Application) -> dict[str, str]:
    """Save it with another key pair, and with a key and secret where it has none.

    Returns what its callers need. The private key is kept nowhere else.
    """
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
    }


def application_remove(application: Application) -> None:
    """With all that it has. Raises Refusal (409) for the default one."""
    if application.is_default:
        raise conflict("The default application cannot be removed")
    application.delete()


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _private_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    unencrypted = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, unencrypted).decode()


def application_summaries() -> list[dict[str, Any]]:
    """Without secrets; the default one first."""
    rooms = Count("room", filter=Q(room__deleted_at=None))
    return [
        {
            "application_id": each.id,
            "name": each.name,
            "api_key": each.api_key,
            "is_default": each.is_default,
            "callback_urls": each.callback_urls,
            "rooms": each.room_count,
        }
        for each in Application.objects.annotate(room_count=rooms).order_by("-is_default", "name")
    ]
