"""Where a request comes from, as far as that can be known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](:\d+)?|(?P<four>[\d.]+):\d+")


def sender_address(remote: str, forwarded_for: str, *, proxies: int) -> Address | None:
    """The address that the outermost of our own `proxies` saw; None when there is none.

    Each proxy appends whom it was called by, so only the entries at the end can be believed:
    what stands before them is whatever the sender wrote.
    """
    chain = [*(forwarded_for.split(",") if forwarded_for else []), remote]
    return address_in(chain[-1 - proxies]) if proxies < len(chain) else None


def address_in(text: str) -> Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`."""
    text = text.strip()
    if found := _WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"] or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_within(address: Address | None, networks: Sequence[str]) -> bool:
    """Looks at every network. Raises ValueError for one that is not a network."""
    found = [address is not None and address in ip_network(network) for network in networks]
    return any(found)
