"""Which links of recordings are safe to send anybody to, or to fetch."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from core.api import get_account
from meetings_api import Misconfigured

# Of IPv6 nothing else is given out to anybody; and what translators take for IPv4 addresses.
GLOBAL_UNICAST, NAT64 = IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96")

logger = logging.getLogger(__name__)


class UnsafeLink(Exception):
    """A recording's link that leads where recordings are not kept. Never holds the link itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.user_message = f"The recording's link is not safe to follow: {reason}."


def public_addresses(url: str) -> list[str]:
    """The addresses to fetch `url` from, which is `checked`: none for the API's own origin.

    To be connected to as they are: a name that is asked again may have another answer by then.
    Raises UnsafeLink: a name that is allowed may still be made to lead into the own network.
    """
    checked(url)
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" == _api_origin():
        return []
    found = _addresses(parts.hostname or "")
    if not all(map(_is_public, found)):
        raise _refused(f"its host {parts.hostname!r} leads to a private address")
    return [str(address) for address in found]


def anywhere(_url: str) -> list[str]:
    """For links that we made ourselves, to where a setting says: that may be in the own network."""
    return []


def require_no_other_link(answer: Mapping[str, Any]) -> None:
    """For an answer about a recording that holds no web address.

    Raises UnsafeLink where it holds something else instead, `file:` for one: of that, the client
    says only that there is no link, as before the upload.
    """
    links = answer.get("_links")
    found = links.get("url") if isinstance(links, dict) else None
    found = found or answer.get("url")
    if found.get("href") if isinstance(found, dict) else found:
        raise _refused("it is not a web address")


def _addresses(host: str) -> list[IPv4Address | IPv6Address]:
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refused(f"its host {host[:100]!r} is not known") from None
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        held = _held_by(address)
        if held is None and address not in GLOBAL_UNICAST:
            return False
        address = held or address
    return address.is_global and not address.is_multicast


def _held_by(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to `address` end up at, where there is one in it."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _refused(reason: str) -> UnsafeLink:
    logger.warning("A recording's link was refused: %s", reason)
    return UnsafeLink(reason)


def checked(url: str) -> str:
    """`url` itself, when it leads to the API's own origin or, over https, to `RECORDING_HOSTS`.

    Raises UnsafeLink with the reason otherwise. The contract's links are presigned (section 4).
    """
    if any(character <= " " or character == "\\" for character in url):
        raise _refused("it is not a proper address")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refused("it is not a proper address") from None
    if "@" in parts.netloc:
        raise _refused("it holds a user name")
    if f"{parts.scheme}://{parts.netloc}" == _api_origin():
        return url
    if parts.scheme != "https" or port not in (None, 443):
        raise _refused("it is not an https address on the usual port")
    if not any(fnmatchcase(host, pattern.lower()) for pattern in settings.RECORDING_HOSTS):
        raise _refused(f"its host {host[:100]!r} is not one of RECORDING_HOSTS")
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
