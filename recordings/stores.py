"""Where archived films are kept: a folder, or a bucket of an S3 service.

Both are written in parts, can go on after a restart, and show nothing under a film's name until
it is complete.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from recordings.buckets import BucketStore

CHUNK_BYTES = 256 * 1024
Upload = dict[str, Any]


class StoreFailed(Exception):
    """The storage of archives did not do what was asked; the text holds no secret."""

    @property
    def user_message(self) -> str:
        return f"The archive failed: {self}."


class Store(Protocol):
    def begin(self, key: str) -> Upload:
        """What has to be kept in order to go on with the writing of `key`."""

    def write(
        self, key: str, upload: Upload, *, number: int, first: int, part: IO[bytes]
    ) -> Upload:
        """Write part `number` (from 0), which begins at byte `first`; what `complete` wants of it."""

    def complete(self, key: str, upload: Upload, parts: list[Upload]) -> None:
        """Let it appear under its name; done already is done."""

    def discard(self, key: str, upload: Upload) -> None:
        """Remove what was written, complete or not, if there is anything."""

    def read(self, key: str) -> Iterator[bytes]:
        """Chunks of it."""


def current_store_url() -> str:
    """Where new archives go; empty when archiving is off."""
    return str(settings.RECORDING_ARCHIVE_URL)


def store_at(url: str) -> DiskStore | BucketStore:
    """Raises StoreFailed for an address that is none."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return DiskStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        # Only who archives to a bucket pays for its client: 17 MB in each process.
        from recordings.buckets import BucketStore

        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return BucketStore(parts.netloc, parts.path.strip("/"), options)
    raise StoreFailed("the archive's address is neither file:///folder nor s3://bucket/prefix")


@contextmanager
def _os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"the archive's folder: {error.strerror or error}") from None


class DiskStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        return self.folder / key

    def begin(self, key: str) -> Upload:
        with _os_errors():
            self.path(key).parent.mkdir(parents=True, exist_ok=True)
            self._unfinished(key).touch()
        return {}

    def write(
        self, key: str, upload: Upload, *, number: int, first: int, part: IO[bytes]
    ) -> Upload:
        with _os_errors(), self._unfinished(key).open("r+b") as file:
            # A worker that died may have written further than it has noted.
            file.truncate(first)
            file.seek(first)
            while chunk := part.read(CHUNK_BYTES):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return {}

    def complete(self, key: str, upload: Upload, parts: list[Upload]) -> None:
        with _os_errors():
            if self._unfinished(key).exists():
                self._unfinished(key).replace(self.path(key))
                _sync_folder(self.path(key).parent)

    def discard(self, key: str, upload: Upload) -> None:
        with _os_errors():
            self._unfinished(key).unlink(missing_ok=True)
            self.path(key).unlink(missing_ok=True)

    def read(self, key: str) -> Iterator[bytes]:
        with _os_errors(), self.path(key).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def _unfinished(self, key: str) -> Path:
        return self.folder / f"{key}.part"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
