"""What is fetched from here must be where recordings are kept, however an address is written."""

from __future__ import annotations

import socket

import pytest

from recordings.links import UnsafeLink, public_addresses

ALLOWED = "films.example.com"
# 127.0.0.1 or the metadata service of a cloud, as decimal, octal, hexadecimal, short, mapped.
DISGUISED = [
    "2130706433",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "0",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::1]",
    "[fe80::1]",
    "[fd00::1]",
    "169.254.169.254",
    "2852039166",
    "[::ffff:169.254.169.254]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "localhost",
    "metadata.google.internal",
]
PRIVATE = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1"]
PRIVATE += [
    "fe80::1%eth0",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "::7f00:1",
    "::ffff:0:7f00:1",
    "224.0.0.1",
]


@pytest.fixture(autouse=True)
def _only_films(settings, unreachable_api):
    settings.RECORDING_HOSTS = [ALLOWED]


@pytest.fixture
def resolves_to(monkeypatch):
    """Every name leads to these addresses."""

    def resolves_to(*found: str) -> None:
        entries = [(0, 0, 0, "", (each, 443)) for each in found]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: entries)

    return resolves_to


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("host", DISGUISED)
def test_no_disguise_of_a_private_address_is_fetched(host, scheme):
    with pytest.raises(UnsafeLink):
        public_addresses(f"{scheme}://{host}/film.mp4")


@pytest.mark.parametrize("address", PRIVATE)
def test_no_name_that_leads_to_one_is(resolves_to, address):
    resolves_to(address)

    with pytest.raises(UnsafeLink, match="private address"):
        public_addresses(f"https://{ALLOWED}/film.mp4")


def test_a_public_address_by_way_of_a_translator_is(resolves_to):
    resolves_to("64:ff9b::5db8:d70e")

    assert public_addresses(f"https://{ALLOWED}/film.mp4") == ["64:ff9b::5db8:d70e"]


def test_not_even_one_of_several(resolves_to):
    resolves_to("93.184.215.14", "10.0.0.1")

    with pytest.raises(UnsafeLink, match="private address"):
        public_addresses(f"https://{ALLOWED}/film.mp4")


@pytest.mark.parametrize(
    "host",
    [
        f"{ALLOWED}@127.0.0.1",
        f"127.0.0.1#{ALLOWED}",
        f"127.0.0.1?{ALLOWED}",
        f"evil.example\\@{ALLOWED}",
    ],
)
def test_no_allowed_name_is_put_in_front(host):
    with pytest.raises(UnsafeLink):
        public_addresses(f"https://{host}/film.mp4")


def test_a_public_address_of_an_allowed_name_is(resolves_to):
    resolves_to("93.184.215.14")

    assert public_addresses(f"https://{ALLOWED}/film.mp4") == ["93.184.215.14"]
