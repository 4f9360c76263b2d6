"""Which links of recordings are safe to send anybody to, or to fetch."""

from __future__ import annotations

from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from django.conf import settings

from core.api import get_account
from meetings_api import Misconfigured


class UnsafeLink(Exception):
    """A recording's link that leads where recordings are not kept. Never holds the link itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.user_message = f"The recording's link is not safe to follow: {reason}."


def checked(url: str) -> str:
    """`url` itself, when it leads to the API's own origin or, over https, to `RECORDING_HOSTS`.

    Raises UnsafeLink with the reason otherwise. The contract's links are presigned (section 4).
    """
    if any(character <= " " or character == "\\" for character in url):
        raise UnsafeLink("it is not a proper address")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise UnsafeLink("it is not a proper address") from None
    if "@" in parts.netloc:
        raise UnsafeLink("it holds a user name")
    if f"{parts.scheme}://{parts.netloc}" == _api_origin():
        return url
    if parts.scheme != "https" or port not in (None, 443):
        raise UnsafeLink("it is not an https address on the usual port")
    if not any(fnmatchcase(host, pattern.lower()) for pattern in settings.RECORDING_HOSTS):
        raise UnsafeLink(f"its host {host[:100]!r} is not one of RECORDING_HOSTS")
    return url


def media_sources() -> list[str]:
    """Origins that the page's content security policy has to let the player load from."""
    hosts = [f"https://{pattern}" for pattern in settings.RECORDING_HOSTS]
    origin = _api_origin()
    return [*hosts, origin] if origin else hosts


def _api_origin() -> str:
    try:
        return get_account().origin
    except Misconfigured:
        return ""
