"""Wrong and dangerous settings, told before they can do harm."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from core.api import get_account
from meetings_api import Misconfigured
from meetings_dashboard.celery_settings import EMBEDDED_BROKER

SHORTEST_TOKEN = 12


@register
def embedded_broker_has_one_process(**_kwargs: Any) -> list[CheckMessage]:
    if settings.CELERY_BROKER_URL != EMBEDDED_BROKER or settings.WEB_PROCESSES == 1:
        return []
    return [
        Error(
            "The embedded broker reaches one process only, and WEB_PROCESSES asks for more.",
            hint="Set CELERY_BROKER_URL to a Redis, or leave WEB_PROCESSES at 1.",
            id="meetings.E001",
        ),
    ]


@register
def api_account_is_usable(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.MEETINGS_API_URL:
        return []
    parts = urlsplit(settings.MEETINGS_API_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return [
            Error(
                "MEETINGS_API_URL is not an http(s) address.",
                hint="For example https://api-eu.vonage.com/v1/meetings",
                id="meetings.E002",
            ),
        ]
    try:
        _ = get_account().auth
    except Misconfigured as error:
        return [
            Error(
                f"The Meetings API account cannot be used: {error}.",
                hint="Set MEETINGS_API_KEY and MEETINGS_API_SECRET, or MEETINGS_APPLICATION_ID "
                "and MEETINGS_PRIVATE_KEY (or MEETINGS_PRIVATE_KEY_FILE).",
                id="meetings.E003",
            ),
        ]
    return []


@register
def api_secret_travels_encrypted(**_kwargs: Any) -> list[CheckMessage]:
    parts = urlsplit(settings.MEETINGS_API_URL)
    if parts.scheme != "http" or is_loopback(parts.hostname or ""):
        return []
    return [
        Warning(
            "MEETINGS_API_URL is plain http: the API secret can be read on the way.",
            hint="Use https, or an address of this machine.",
            id="meetings.W004",
        ),
    ]


@register
def callback_tokens_are_hard_to_guess(**_kwargs: Any) -> list[CheckMessage]:
    weak = [token for token in settings.CALLBACK_TOKENS if len(token) < SHORTEST_TOKEN]
    odd = [token for token in settings.CALLBACK_TOKENS if "/" in token]
    if not weak and not odd:
        return []
    return [
        Error(
            f"CALLBACK_TOKENS holds one that is shorter than {SHORTEST_TOKEN} characters or has a slash.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(32))' makes a good one.",
            id="meetings.E005",
        ),
    ]


@register
def recording_hosts_are_named(**_kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.RECORDING_HOSTS:
        return []
    return [
        Error(
            "RECORDING_HOSTS allows every host: a forged link could lead anywhere.",
            hint="Name the hosts of your recordings; *.example.com allows those below it.",
            id="meetings.E006",
        ),
    ]


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
