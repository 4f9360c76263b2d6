from __future__ import annotations

import zlib
from collections.abc import Iterable


class SeenRooms:
    """The primary keys that a walk has met, one bit each: a million rooms are 125 kB."""

    def __init__(self, packed: bytes = b"") -> None:
        self._bits = bytearray(zlib.decompress(packed)) if packed else bytearray()

    def add(self, keys: Iterable[int]) -> int:
        """How many of `keys` had not been met before."""
        return sum(self._add(key) for key in keys)

    def _add(self, key: int) -> bool:
        place, bit = key >> 3, 1 << (key & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        is_new = not self._bits[place] & bit
        self._bits[place] |= bit
        return is_new

    def __contains__(self, key: int) -> bool:
        place = key >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (key & 7))

    def packed(self) -> bytes:
        return zlib.compress(self._bits, level=1)
