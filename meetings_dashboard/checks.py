"""Wrong and dangerous settings, told before they can do harm."""

from __future__ import annotations

import ipaddress
import stat
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from core.api import get_account
from meetings_api import Misconfigured
from meetings_dashboard.celery_settings import EMBEDDED_BROKER

SHORTEST_TOKEN = 12
# What HS256 asks for (RFC 7518, 3.2).
SHORTEST_SECRET = 32


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


@register
def callbacks_can_reach_the_dashboard(**_kwargs: Any) -> list[CheckMessage]:
    if settings.CALLBACK_TOKENS:
        return []
    return [
        Error(
            "CALLBACK_TOKENS is empty: every callback would be refused.",
            hint="Leave it out, and one is made at the first start.",
            id="meetings.E010",
        ),
    ]


@register
def callback_credentials_are_hard_to_guess(**_kwargs: Any) -> list[CheckMessage]:
    passwords = [each.partition(":")[2] for each in settings.CALLBACK_BASIC_AUTH]
    if all(len(password) >= SHORTEST_TOKEN for password in passwords):
        return []
    return [
        Error(
            "CALLBACK_BASIC_AUTH holds one that is not name:password with a password of "
            f"{SHORTEST_TOKEN} characters or more.",
            hint="For example CALLBACK_BASIC_AUTH=meetings:a-long-password,meetings:the-old-password",
            id="meetings.E011",
        ),
    ]


@register
def callback_signature_secrets_are_long(**_kwargs: Any) -> list[CheckMessage]:
    secrets = settings.CALLBACK_SIGNATURE_SECRETS
    if all(len(each.encode()) >= SHORTEST_SECRET and "-----BEGIN" not in each for each in secrets):
        return []
    return [
        Error(
            f"CALLBACK_SIGNATURE_SECRETS holds one of less than {SHORTEST_SECRET} bytes, or a key.",
            hint="It is the text that callbacks are signed with (HS256), not a private or public key.",
            id="meetings.E012",
        ),
    ]


@register
def callback_signatures_have_a_sensible_age(**_kwargs: Any) -> list[CheckMessage]:
    if 30 <= settings.CALLBACK_SIGNATURE_SECONDS <= 3600:
        return []
    return [
        Error(
            "CALLBACK_SIGNATURE_SECONDS is not between 30 and 3600.",
            hint="Shorter refuses what was slow on its way, longer lets more be sent again by others.",
            id="meetings.E013",
        ),
    ]


@register
def callback_networks_can_be_read(**_kwargs: Any) -> list[CheckMessage]:
    wrong = [each for each in settings.CALLBACK_NETWORKS if not is_network(each)]
    if not wrong and settings.CALLBACK_TRUSTED_PROXIES >= 0:
        return []
    named = (
        f"CALLBACK_NETWORKS holds {wrong[0]!r}" if wrong else "CALLBACK_TRUSTED_PROXIES is negative"
    )
    return [
        Error(
            f"{named}: no callback could be judged by it.",
            hint="Networks are written as 192.0.2.0/24 or 2001:db8::/32, without bits after the prefix.",
            id="meetings.E014",
        ),
    ]


def is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


@register
def recording_download_is_known(**_kwargs: Any) -> list[CheckMessage]:
    if settings.RECORDING_DOWNLOAD not in ("redirect", "stream"):
        return [
            Error(
                f"RECORDING_DOWNLOAD is {settings.RECORDING_DOWNLOAD!r}.",
                hint="Set it to redirect or to stream.",
                id="meetings.E020",
            ),
        ]
    if settings.RECORDING_DOWNLOAD == "stream" and (
        settings.RECORDING_STREAMS >= settings.WEB_THREADS
    ):
        return [
            Warning(
                "RECORDING_STREAMS may take every thread of the web server (WEB_THREADS).",
                hint="Leave some threads for pages and callbacks.",
                id="meetings.W021",
            ),
        ]
    return []


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@register
def second_step_is_required_of_somebody_known(**_kwargs: Any) -> list[CheckMessage]:
    if settings.SECOND_STEP_REQUIRED in ("nobody", "administrators", "everybody"):
        return []
    return [
        Error(
            "SECOND_STEP_REQUIRED is none of nobody, administrators and everybody.",
            hint="With anything else, a second step would be asked of nobody.",
            id="meetings.E022",
        ),
    ]


@register(deploy=True)
def data_is_for_its_owner(**_kwargs: Any) -> list[CheckMessage]:
    others = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH
    if not settings.DATA_DIR.stat().st_mode & others:
        return []
    return [
        Warning(
            "DATA_DIR is open to everybody on this machine: films, names and sessions are in it.",
            hint="chmod o-rwx; a web server that sends files from it gets in by the group.",
            id="meetings.W023",
        ),
    ]
