"""The one door to where films are kept: parts of them, fetched from a fresh link."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urljoin

import requests

from recordings.links import public_addresses
from recordings.pinned import Pinned

CONNECT_SECONDS = 3.05
READ_SECONDS = 5.0
MOST_HOPS = 3
MOST_ADDRESSES = 3
# Of a part of a film, as buckets take them; and how long one may take to come.
LEAST_BYTES = 5 * 1024 * 1024
RANGE_SECONDS = 40.0
CHUNK_BYTES = 64 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15})")

# Of a link, raising UnsafeLink, the addresses to connect to; none for wherever its name leads.
Addresses = Callable[[str], Sequence[str]]


class FilmUnavailable(Exception):
    """Where films are kept gave no usable answer. Never holds the link."""

    @property
    def user_message(self) -> str:
        return f"The recording's file cannot be fetched: {self}."


@dataclass(frozen=True)
class FilmAnswer:
    """What storage answered; its body is still to be read, and can be read once."""

    status: int
    headers: Mapping[str, str]
    _response: requests.Response = field(repr=False)

    def chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Raises FilmUnavailable where storage breaks off."""
        try:
            yield from self._response.iter_content(size)
        except requests.RequestException as error:
            raise FilmUnavailable(f"storage broke off ({type(error).__name__})") from None


def film_length(url: str) -> int:
    """How many bytes the film at `url` has; only the first of them is asked for.

    Raises FilmUnavailable, UnsafeLink (also for where it is redirected to).
    """
    with film_open(url, range_="bytes=0-0") as answer:
        return _film_bytes(answer, first=0)


@dataclass(frozen=True)
class FilmRange:
    length: int
    film_bytes: int
    etag: str


def film_range(url: str, *, first: int, length: int, file: IO[bytes]) -> FilmRange:
    """Write `length` bytes of the film from byte `first` on to `file`.

    It may be fewer, where storage is slow or breaks off, but no fewer than `LEAST_BYTES` unless
    the film ends there. Raises FilmUnavailable, UnsafeLink.
    """
    deadline = time.monotonic() + RANGE_SECONDS
    with film_open(url, range_=f"bytes={first}-{first + length - 1}") as answer:
        film_bytes = _film_bytes(answer, first)
        wanted, written = min(length, film_bytes - first), 0
        try:
            for chunk in answer.chunks():
                written += file.write(chunk[: wanted - written])
                if written >= wanted or time.monotonic() > deadline:
                    break
        except FilmUnavailable:
            if written < LEAST_BYTES:
                raise
    if written < min(wanted, LEAST_BYTES):
        raise FilmUnavailable("storage is too slow")
    return FilmRange(written, film_bytes, answer.headers.get("ETag", ""))


@contextmanager
def film_open(
    url: str,
    *,
    range_: str = "",
    if_range: str = "",
    addresses: Addresses = public_addresses,
) -> Iterator[FilmAnswer]:
    """Storage's answer to a request for a film or a range of it.

    `addresses` is asked about each link before it is fetched. Raises FilmUnavailable, UnsafeLink (also for where it is redirected to).
    """
    wanted = {"Accept-Encoding": "identity", "Range": range_, "If-Range": if_range}
    headers = {name: value for name, value in wanted.items() if value}
    try:
        with _session() as session, _opened(session, url, headers, addresses) as response:
            yield FilmAnswer(response.status_code, response.headers, response)
    except requests.RequestException as error:
        raise FilmUnavailable(f"storage cannot be reached ({type(error).__name__})") from None


def _session() -> requests.Session:
    session = requests.Session()
    # A proxy of the environment would resolve names itself, past the check of their addresses.
    session.trust_env = False
    return session


def _opened(
    session: requests.Session, url: str, headers: dict[str, str], addresses: Addresses
) -> requests.Response:
    """Redirects are followed here, because each of them has to be checked first."""
    for _hop in range(MOST_HOPS):
        response = _answered(session, url, headers, addresses(url))
        if not response.is_redirect:
            return response
        url = urljoin(url, response.headers["Location"])
        response.close()
    raise FilmUnavailable("storage redirects on and on")


def _answered(
    session: requests.Session, url: str, headers: dict[str, str], addresses: Sequence[str]
) -> requests.Response:
    """From the first of `addresses` that can be reached; without any, wherever the name leads."""
    if not addresses:
        return _asked(session, url, headers, None)
    *others, last = addresses[:MOST_ADDRESSES]
    for address in others:
        try:
            return _asked(session, url, headers, address)
        except requests.ConnectionError:
            continue
    return _asked(session, url, headers, last)


def _asked(
    session: requests.Session, url: str, headers: dict[str, str], address: str | None
) -> requests.Response:
    for scheme in ("http://", "https://"):
        session.mount(scheme, Pinned(address))
    return session.get(
        url,
        headers=headers,
        timeout=(CONNECT_SECONDS, READ_SECONDS),
        allow_redirects=False,
        stream=True,
    )


def _film_bytes(answer: FilmAnswer, first: int) -> int:
    if answer.status == 206:
        found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if found and int(found[1]) == first:
            return int(found[2])
    length = answer.headers.get("Content-Length", "")
    if answer.status == 200 and first == 0 and length.isascii() and length.isdigit():
        return int(length[:15])
    raise FilmUnavailable(f"storage answered {answer.status}")
