"""A zip that films are added to one after another, and that stays whole when its writer dies.

A zip ends with its table of contents, which the next film is written over. That table is kept
beside the zip meanwhile, so that cutting off what was added and putting it back makes the zip
whole again.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path


class ZipLost(Exception):
    """What had been made of it is not there any more."""


class GrowingZip:
    def __init__(self, path: Path) -> None:
        self.path = path

    def restore(self, whole_bytes: int) -> None:
        """Make it what it was when it had `whole_bytes`. Raises ZipLost."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch()
        if self.path.stat().st_size < whole_bytes:
            raise ZipLost
        table = self._table(whole_bytes)
        with self.path.open("r+b") as file:
            file.truncate(whole_bytes)
            if table.exists():
                content = table.read_bytes()
                file.seek(whole_bytes - len(content))
                file.write(content)

    def add(
        self, name: str, chunks: Iterable[bytes], *, at: datetime, beat: Callable[[int], None]
    ) -> int:
        """Add a film; how long the whole zip is now. `beat` is told of the bytes of each chunk."""
        self._keep_table()
        with zipfile.ZipFile(self.path, "a", zipfile.ZIP_STORED, allowZip64=True) as archive:
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            with archive.open(entry, "w", force_zip64=True) as film:
                for chunk in chunks:
                    film.write(chunk)
                    beat(len(chunk))
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        return self.path.stat().st_size

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.forget_tables()

    def forget_tables(self) -> None:
        for table in self.path.parent.glob(f"{self.path.stem}.*.table"):
            table.unlink(missing_ok=True)

    def _keep_table(self) -> None:
        size = self.path.stat().st_size
        if not size:
            return
        with zipfile.ZipFile(self.path) as archive, self.path.open("rb") as file:
            file.seek(archive.start_dir)
            content = file.read()
        self.forget_tables()
        new = self._table(size).with_suffix(".new")
        with new.open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        new.replace(self._table(size))

    def _table(self, whole_bytes: int) -> Path:
        return self.path.with_suffix(f".{whole_bytes}.table")
