"""Keeps callbacks that a caller of the API has addressed out of the network of this machine."""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class PrivateAddress(requests.RequestException):
    """The name of the host leads to an address that is not public."""


class PublicOnly(HTTPAdapter):
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
    """Raises PrivateAddress when only one of its addresses is private, ConnectionError for none."""
    try:
        found = socket.getaddrinfo(name.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise requests.ConnectionError(f"Nothing is known of {name}") from None
    addresses = [str(each[4][0]) for each in found]
    if not all(map(_is_public, addresses)):
        raise PrivateAddress
    return addresses[0]


def _is_public(address: str) -> bool:
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        # Both lead to the IPv4 address that they hold.
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    return parsed.is_global and not parsed.is_multicast
