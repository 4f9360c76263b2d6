"""A set of primary keys as a short text: twenty thousand of them in a hidden field."""

from __future__ import annotations

import binascii
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from itertools import accumulate, pairwise

# Digits of a key, and the comma behind it.
_LONGEST_KEY = 20


class PackingBroken(Exception):
    """A text that `keys_packed` did not make."""


def keys_packed(keys: Iterable[int]) -> str:
    steps = (after - before for before, after in pairwise([0, *sorted(keys)]))
    return urlsafe_b64encode(zlib.compress(",".join(map(str, steps)).encode())).decode()


def keys_unpacked(text: str, *, most: int) -> frozenset[int]:
    """Raises PackingBroken, also for a text too long to be that of `most` keys."""
    try:
        unpacking = zlib.decompressobj()
        # It comes from outside: a few bytes can stand for as many as fill the memory.
        steps = unpacking.decompress(urlsafe_b64decode(text), most * _LONGEST_KEY)
        if not unpacking.eof:
            raise PackingBroken
        return frozenset(accumulate(map(int, steps.decode().split(",")))) if steps else frozenset()
    except (ValueError, binascii.Error, zlib.error):
        raise PackingBroken from None
