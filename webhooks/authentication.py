"""Who vouches for a callback, decided over the bytes as they came.

Every configured check always runs and none ends the others, so the time taken does not tell
which one failed. What is answered is the first failure in the order of `CHECKS`: who does not
know the token learns nothing about the rest. A signature that all of them find right is taken once.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from core.networks import Address, is_within, sender_address
from webhooks.models import Callback
from webhooks.refusals import RefusalReason, Refused
from webhooks.signatures import signature_id, signature_refusal


@dataclass(frozen=True)
class Evidence:
    token: str
    address: Address | None
    authorization: str
    body: bytes


@dataclass(frozen=True)
class Proof:
    token_fingerprint: str
    # Blank for a callback without a signature, or for a signature without a number.
    signature_id: str = ""


def authenticate(request: HttpRequest, *, token: str, body: bytes) -> Proof:
    """What it came with. Raises Refused, and DatabaseError where that cannot be found out."""
    evidence = Evidence(
        token=token,
        address=_address(request),
        authorization=request.META.get("HTTP_AUTHORIZATION", ""),
        body=body,
    )
    refusals = [check(evidence) for check in CHECKS]
    for reason in refusals:
        if reason is not None:
            raise Refused(reason)
    return Proof(fingerprint(token), _unused_signature(evidence))


def fingerprint(token: str) -> str:
    """Names a token without giving it away."""
    return hashlib.sha256(token.encode()).hexdigest()[:8]


def token_refusal(evidence: Evidence) -> RefusalReason | None:
    known = [constant_time_compare(evidence.token, each) for each in settings.CALLBACK_TOKENS]
    return None if any(known) else RefusalReason.WRONG_TOKEN


def network_refusal(evidence: Evidence) -> RefusalReason | None:
    networks = settings.CALLBACK_NETWORKS
    if not networks or is_within(evidence.address, networks):
        return None
    return RefusalReason.WRONG_NETWORK


def header_refusal(evidence: Evidence) -> RefusalReason | None:
    """There is one Authorization header: where both are configured, a password or a signature."""
    kinds: dict[str, Callable[[str, bytes], RefusalReason | None]] = {}
    if settings.CALLBACK_BASIC_AUTH:
        kinds["basic"] = _password_refusal
    if settings.CALLBACK_SIGNATURE_SECRETS:
        kinds["bearer"] = _signature_refusal
    scheme, _, credentials = evidence.authorization.partition(" ")
    reasons = {kind: refusal(credentials.strip(), evidence.body) for kind, refusal in kinds.items()}
    return reasons.get(scheme.lower(), RefusalReason.NO_CREDENTIALS) if kinds else None


CHECKS = (token_refusal, network_refusal, header_refusal)


def _password_refusal(credentials: str, _body: bytes) -> RefusalReason | None:
    try:
        given = base64.b64decode(credentials, validate=True)
    except ValueError:
        given = b""
    known = [constant_time_compare(given, each.encode()) for each in settings.CALLBACK_BASIC_AUTH]
    return None if any(known) else RefusalReason.WRONG_PASSWORD


def _signature_refusal(credentials: str, body: bytes) -> RefusalReason | None:
    return signature_refusal(
        credentials,
        body,
        secrets=settings.CALLBACK_SIGNATURE_SECRETS,
        most_seconds=settings.CALLBACK_SIGNATURE_SECONDS,
    )


def _unused_signature(evidence: Evidence) -> str:
    """Its id, once it is known to be right. Raises Refused if a stored callback came with it."""
    scheme, _, credentials = evidence.authorization.partition(" ")
    if not settings.CALLBACK_SIGNATURE_SECRETS or scheme.lower() != "bearer":
        return ""
    found = signature_id(credentials.strip())
    if found and Callback.objects.signed_with(found).exists():
        raise Refused(RefusalReason.USED_BEFORE)
    return found


def _address(request: HttpRequest) -> Address | None:
    return sender_address(
        request.META.get("REMOTE_ADDR") or "",
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        proxies=settings.CALLBACK_TRUSTED_PROXIES,
    )
