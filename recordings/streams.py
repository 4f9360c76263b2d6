"""Films passed through to who may see them but cannot reach where they are kept."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

from django.conf import settings

from recordings.links import public_addresses
from recordings.media import Addresses, FilmAnswer, FilmUnavailable, film_open

CHUNK_BYTES = 128 * 1024
# How often storage may break off without having sent anything more.
MOST_BREAKS = 3
PASSED_ON = ("Content-Length", "Content-Range", "ETag", "Last-Modified")
# One range only; storage answers whatever else with the whole film.
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})|bytes=-(\d{1,15})")
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")

logger = logging.getLogger(__name__)


class TooManyStreams(Exception):
    """As many films are passed through as are allowed at the same moment."""


class _Slots:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = 0

    def take(self) -> None:
        with self._lock:
            if self._taken >= settings.RECORDING_STREAMS:
                raise TooManyStreams
            self._taken += 1

    def give(self) -> None:
        with self._lock:
            self._taken -= 1


_slots = _Slots()


class FilmStream:
    """A film, or the range of it that was asked for, in chunks; resumed where storage breaks off.

    It takes one of the places of those who read through the web server. `link` is called for a
    fresh link each time. Raises TooManyStreams, FilmUnavailable, UnsafeLink and whatever `link`
    does. To be closed, whether it was read or not.
    """

    def __init__(
        self,
        link: Callable[[], str],
        *,
        addresses: Addresses = public_addresses,
        range_: str = "",
        if_range: str = "",
        takes_place: bool = True,
    ) -> None:
        self._link, self._addresses = link, addresses
        self._source = ExitStack()
        self._slot = ExitStack()
        if takes_place:
            _slots.take()
            self._slot.callback(_slots.give)
        try:
            self._answer = self._open(range_ if _RANGE.fullmatch(range_) else "", if_range)
        except BaseException:
            self.close()
            raise
        self.status = self._answer.status
        told = self._answer.headers
        self.headers = {name: told[name] for name in PASSED_ON if name in told}
        self.headers["Accept-Ranges"] = "bytes"
        self._first, self._end = self._bounds()

    def __iter__(self) -> Iterator[bytes]:
        # A server may drop the iterator of a client that left without closing the response.
        with closing(self):
            yield from self._chunks()

    def _chunks(self) -> Iterator[bytes]:
        sent = breaks = 0
        while breaks < MOST_BREAKS:
            before = sent
            try:
                for chunk in self._answer.chunks(CHUNK_BYTES):
                    sent += len(chunk)
                    yield chunk
                if self._end is None or self._first + sent >= self._end:
                    return
            except FilmUnavailable as error:
                logger.info("Going on after %s bytes: %s.", sent, error)
            breaks = breaks + 1 if sent == before else 1
            self._resume(self._first + sent)
        raise FilmUnavailable("storage breaks off again and again")

    def close(self) -> None:
        self._source.close()
        self._slot.close()

    def _open(self, range_: str, if_range: str) -> FilmAnswer:
        self._source.close()
        if_range = if_range if range_ else ""
        opened = film_open(
            self._link(), range_=range_, if_range=if_range, addresses=self._addresses
        )
        answer = self._source.enter_context(opened)
        if answer.status not in (200, 206, 416):
            raise FilmUnavailable(f"storage answered {answer.status}")
        return answer

    def _bounds(self) -> tuple[int, int | None]:
        """Which byte of the film comes first, and where the range has ended, if that is told."""
        found = _CONTENT_RANGE.fullmatch(self.headers.get("Content-Range", ""))
        if self.status == 206 and found:
            return int(found[1]), int(found[2]) + 1
        length = self.headers.get("Content-Length", "")
        return 0, int(length) if self.status == 200 and length.isdecimal() else None

    def _resume(self, position: int) -> None:
        """Go on at `position` of the very same film. Raises FilmUnavailable."""
        if self._end is None:
            raise FilmUnavailable("storage broke off, and did not say how long the film is")
        etag = self.headers.get("ETag", "")
        self._answer = self._open(f"bytes={position}-{self._end - 1}", etag)
        headers = self._answer.headers
        wanted = f"bytes {position}-{self._end - 1}/"
        is_the_rest = headers.get("Content-Range", "").startswith(wanted)
        if not is_the_rest or headers.get("ETag", "") != etag:
            raise FilmUnavailable("storage has another film there now")
