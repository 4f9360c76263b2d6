"""The one door to the Meetings API: only this module builds a client."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from meetings_api import ApplicationAuth, BasicAuth, Dialect, Misconfigured
from meetings_api.client import MeetingsClient

EMBEDDED_PATH = "/beta/meetings"

_lock = threading.Lock()
_clients: dict[ApiAccount, MeetingsClient] = {}


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


def get_client() -> MeetingsClient:
    """A client for the configured account, the same one for as long as the account is the same.

    Raises `meetings_api.Misconfigured`.
    """
    account = get_account()
    with _lock:
        if account not in _clients:
            _clients[account] = MeetingsClient(base_url=account.url, auth=account.auth)
        return _clients[account]


def get_dialect() -> Dialect:
    """What the configured API can do; the beta's when nothing is configured yet."""
    try:
        return get_account().dialect
    except Misconfigured:
        return Dialect.BETA
