"""The one door to the Meetings API: only this module builds a client."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

from core.clock import clock_seen
from meetings_api import ApplicationAuth, BasicAuth, Dialect, Misconfigured, RetryPolicy
from meetings_api.client import MeetingsClient

EMBEDDED_PATH = "/beta/meetings"

# Somebody is waiting, and a thread of the web server with them.
PAGE_DEADLINE_SECONDS = 10.0


class Patience(Enum):
    """How long a caller can wait for the API to get well again."""

    OF_A_PAGE = "page"
    OF_A_WORKER = "worker"


_lock = threading.Lock()
_clients: dict[tuple[ApiAccount, Patience], MeetingsClient] = {}


@dataclass(frozen=True)
class ApiAccount:
    """Where the API is and how to sign in to it."""

    url: str
    api_key: str = ""
    api_secret: str = field(default="", repr=False)
    application_id: str = ""
    private_key: str = field(default="", repr=False)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def identity(self) -> str:
        """Tells accounts apart, and gives none away."""
        parts = (self.url, self.api_key, self.application_id)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def dialect(self) -> Dialect:
        return Dialect.of(self.url)

    @property
    def auth(self) -> BasicAuth | ApplicationAuth:
        if self.application_id and self.private_key:
            return ApplicationAuth(self.application_id, self.private_key)
        return BasicAuth(self.api_key, self.api_secret)


def get_account() -> ApiAccount:
    """The configured account; without a URL in the settings, the embedded Meetings server.

    Raises `meetings_api.Misconfigured` when the settings name no usable account.
    """
    if settings.MEETINGS_API_URL:
        return ApiAccount(
            url=settings.MEETINGS_API_URL.rstrip("/"),
            api_key=settings.MEETINGS_API_KEY,
            api_secret=settings.MEETINGS_API_SECRET,
            application_id=settings.MEETINGS_APPLICATION_ID,
            private_key=settings.MEETINGS_PRIVATE_KEY,
        )
    return _embedded_account()


def _embedded_account() -> ApiAccount:
    try:
        credentials = json.loads((settings.MEETINGS_SERVER_DIR / "credentials.json").read_text())
        return ApiAccount(
            url=credentials["url"] + EMBEDDED_PATH,
            api_key=credentials["api_key"],
            api_secret=credentials["api_secret"],
        )
    except (OSError, ValueError, KeyError):
        raise Misconfigured(
            "MEETINGS_API_URL is not set and the embedded Meetings server has not been started",
        ) from None


def get_client(patience: Patience = Patience.OF_A_PAGE) -> MeetingsClient:
    """A client for the configured account, the same one for as long as the account is the same.

    Raises `meetings_api.Misconfigured`.
    """
    account = get_account()
    with _lock:
        if (account, patience) not in _clients:
            _clients[account, patience] = _build(account, patience)
        return _clients[account, patience]


def _build(account: ApiAccount, patience: Patience) -> MeetingsClient:
    if patience is Patience.OF_A_WORKER:
        return MeetingsClient(base_url=account.url, auth=account.auth, clock_seen=clock_seen)
    return MeetingsClient(
        base_url=account.url,
        auth=account.auth,
        deadline=PAGE_DEADLINE_SECONDS,
        retries=RetryPolicy(total=2, backoff_max=1, retry_after_max=2),
        clock_seen=clock_seen,
    )


def get_dialect() -> Dialect:
    """What the configured API can do; the beta's when nothing is configured yet."""
    try:
        return get_account().dialect
    except Misconfigured:
        return Dialect.BETA
