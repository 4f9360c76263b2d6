"""Logos on their way to a theme (the contract, section 1.4): allowed, uploaded, finalized."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from meetings_server import clock
from meetings_server.checks import checked
from meetings_server.fields import LOGO_FIELDS
from meetings_server.media import ACCESS_KEY
from meetings_server.models import Application, Logo, Theme, new_id
from meetings_server.refusals import bad_request, invalid_input
from meetings_server.themes import BUCKET, LOGO_COLUMNS, theme_find

TEMPORARY = "auto-expiring-temp/"
UPLOAD_LIFE = timedelta(hours=1)
KEPT_UNUSED = timedelta(days=1)


def logo_uploads(application: Application) -> list[dict[str, Any]]:
    """One for each type of logo; the form has to be sent as it is, followed by `file`."""
    url = f"{settings.PUBLIC_URL}/{BUCKET}"
    return [
        {"url": url, "fields": _signed(_upload_form(logo_type), application)}
        for logo_type in LOGO_COLUMNS
    ]


def _upload_form(logo_type: str) -> dict[str, str]:
    now = clock.now()
    return {
        "Content-Type": "image/png",
        "key": f"{TEMPORARY}logos/{logo_type}/{new_id()}",
        "logoType": logo_type,
        "bucket": BUCKET,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{ACCESS_KEY}/{now:%Y%m%d}/us-east-1/s3/aws4_request",
        "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
        "X-Amz-Security-Token": secrets.token_urlsafe(),
    }


def _signed(form: dict[str, str], application: Application) -> dict[str, str]:
    """The policy says what the form has to hold, for whom, and until when."""
    expires_at = (clock.now() + UPLOAD_LIFE).timestamp()
    allowed = {"application": application.id, "expires_at": expires_at, "form": form}
    signed = signing.dumps(allowed, salt=BUCKET)
    policy, _, signature = signed.rpartition(":")
    return form | {"Policy": policy, "X-Amz-Signature": signature}


def upload_policy(form: Mapping[str, str]) -> dict[str, Any]:
    """What was signed: `application` and `form`.

    Raises BadSignature, of which SignatureExpired is one.
    """
    signed = f"{form.get('Policy', '')}:{form.get('X-Amz-Signature', '')}"
    policy: dict[str, Any] = signing.loads(signed, salt=BUCKET)
    if policy["expires_at"] < clock.now().timestamp():
        raise signing.SignatureExpired
    return policy


@transaction.atomic
def logo_store(policy: Mapping[str, Any], image: bytes, invalid_property: str) -> None:
    """Keep the image, or only what is wrong with it, until it is finalized or a day is over."""
    now = clock.now()
    _unused().filter(uploaded_at__lt=now - KEPT_UNUSED).delete()
    Logo.objects.update_or_create(
        key=policy["form"]["key"],
        defaults={
            "application_id": policy["application"],
            "logo_type": policy["form"]["logoType"],
            "uploaded_at": now,
            "invalid_property": invalid_property,
            "image": b"" if invalid_property else image,
        },
    )


def _unused() -> QuerySet[Logo]:
    return Logo.objects.filter(key__startswith=TEMPORARY).defer("image")


@transaction.atomic
def logos_finalize(application: Application, theme_id: str, body: dict[str, Any]) -> None:
    """All of them or none.

    Raises Refusal: 400 that tells of each key why it cannot be finalized, 404 for the theme.
    """
    theme = theme_find(application, theme_id)
    keys = checked(body, LOGO_FIELDS).get("keys")
    if keys is None:
        raise invalid_input('"keys" is required')
    found = _unused().filter(application=application).in_bulk(keys)
    errors = [_error(key, found.get(key)) for key in keys]
    if any(errors):
        raise bad_request("could not finalize logos", [error for error in errors if error])
    for key in keys:
        _attach(theme, found[key])


def _error(key: str, logo: Logo | None) -> dict[str, str] | None:
    if logo is None:
        return {"logoKey": key, "code": "key_not_found"}
    if not logo.invalid_property:
        return None
    problem = {"code": "invalid_logo_properties", "invalidProperty": logo.invalid_property}
    return {"logoKey": key, **problem}


def _attach(theme: Theme, logo: Logo) -> None:
    field = LOGO_COLUMNS[logo.logo_type]
    Logo.objects.filter(key=getattr(theme, field)).delete()
    kept_key = logo.key.removeprefix(TEMPORARY)
    Logo.objects.filter(key=logo.key).update(key=kept_key)
    setattr(theme, field, kept_key)
    theme.save(update_fields=[field])
