"""Keeps callbacks that a caller of the API has addressed out of the network of this machine."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import requests

from meetings_server.deadlines import Deadlined

LOOK_UP_SECONDS = 3
# Of IPv6 nothing else is given out to anybody; and what translators take for IPv4 addresses.
GLOBAL_UNICAST, NAT64 = IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96")


class PrivateAddress(requests.RequestException):
    """The name of the host leads to an address that is not public."""


class LookUpTimeout(requests.Timeout):
    """The name of the host could not be resolved in time."""


class Anywhere(Deadlined):
    """Only sees to it that the look-up of a name, which has no timeout of its own, gets one."""

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, options = super().build_connection_pool_key_attributes(request, verify, cert)
        addresses_of(host["host"], host["port"])
        return host, options


class PublicOnly(Deadlined):
    """Resolves a name once, and connects to the very address that was found to be public."""

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, options = super().build_connection_pool_key_attributes(request, verify, cert)
        name = host["host"]
        # The certificate is that of the name.
        secured = {"server_hostname": name, "assert_hostname": name}
        address = public_address(name, host["port"])
        return {**host, "host": address}, {
            **options,
            **(secured if host["scheme"] == "https" else {}),
        }

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        # The connection knows the address only.
        request.headers["Host"] = urlsplit(str(request.url)).netloc.rpartition("@")[2]
        return super().send(request, *arguments, **options)


def public_address(name: str, port: int | None) -> str:
    """Raises PrivateAddress when only one of its addresses is private; else as `addresses_of`."""
    addresses = addresses_of(name, port)
    if not all(map(_is_public, addresses)):
        raise PrivateAddress
    return addresses[0]


def addresses_of(name: str, port: int | None) -> list[str]:
    """Raises ConnectionError for none, LookUpTimeout when that is not known in time."""
    answers: SimpleQueue[list[str]] = SimpleQueue()
    # The system's look-up cannot be told when to end; it does so by itself some time later.
    threading.Thread(target=lambda: answers.put(_look_up(name, port)), daemon=True).start()
    try:
        found = answers.get(timeout=LOOK_UP_SECONDS)
    except Empty:
        raise LookUpTimeout from None
    if not found:
        raise requests.ConnectionError(f"Nothing is known of {name}")
    return found


def _look_up(name: str, port: int | None) -> list[str]:
    try:
        found = socket.getaddrinfo(name.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]


def _is_public(address: str) -> bool:
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        held = _held_by(parsed)
        if held is None and parsed not in GLOBAL_UNICAST:
            return False
        parsed = held or parsed
    return parsed.is_global and not parsed.is_multicast


def _held_by(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to `address` end up at, where there is one in it."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
