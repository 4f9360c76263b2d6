"""Where archived films are kept: a folder, or a bucket of an S3 service.

Both are written in parts, can go on after a restart, and show nothing under a film's name until
it is complete.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

CHUNK_BYTES = 256 * 1024
LINK_SECONDS = 900
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

    def read(self, key: str, *, first: int = 0) -> Iterator[bytes]:
        """Chunks of it from byte `first` on."""


def current_store_url() -> str:
    """Where new archives go; empty when archiving is off."""
    return str(settings.RECORDING_ARCHIVE_URL)


def store_at(url: str) -> DiskStore | BucketStore:
    """Raises StoreFailed for an address that is none."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return DiskStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
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

    def read(self, key: str, *, first: int = 0) -> Iterator[bytes]:
        with _os_errors(), self.path(key).open("rb") as file:
            file.seek(first)
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


@contextmanager
def _bucket_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise StoreFailed(f"the archive's bucket: {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise StoreFailed(f"the archive's bucket: {type(error).__name__}") from None


class BucketStore:
    """Credentials come from where the service's own tools look for them (AWS_ACCESS_KEY_ID, ...).

    Parts are written by the storage's client: a file that the storage itself opens for writing
    forgets, when its process dies, which parts are there already.
    """

    def __init__(self, bucket: str, prefix: str, options: dict[str, str]) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._storage = _storage_for(
            bucket, prefix, options.get("endpoint_url"), options.get("region")
        )

    def begin(self, key: str) -> Upload:
        with _bucket_errors():
            answer = self._client.create_multipart_upload(
                **self._object(key), ContentType="video/mp4"
            )
        return {"id": answer["UploadId"]}

    def write(
        self, key: str, upload: Upload, *, number: int, first: int, part: IO[bytes]
    ) -> Upload:
        with _bucket_errors():
            answer = self._client.upload_part(
                **self._object(key), UploadId=upload["id"], PartNumber=number + 1, Body=part
            )
        return {"etag": answer["ETag"]}

    def complete(self, key: str, upload: Upload, parts: list[Upload]) -> None:
        listed = [{"PartNumber": n, "ETag": part["etag"]} for n, part in enumerate(parts, 1)]
        try:
            with _bucket_errors():
                self._client.complete_multipart_upload(
                    **self._object(key), UploadId=upload["id"], MultipartUpload={"Parts": listed}
                )
        except StoreFailed:
            # Its answer may have been lost: then the upload is over, and the object is there.
            with _bucket_errors():
                self._client.head_object(**self._object(key))

    def discard(self, key: str, upload: Upload) -> None:
        with _bucket_errors():
            if upload:
                try:
                    self._client.abort_multipart_upload(**self._object(key), UploadId=upload["id"])
                except self._client.exceptions.NoSuchUpload:
                    pass
            self._storage.delete(key)

    def read(self, key: str, *, first: int = 0) -> Iterator[bytes]:
        with _bucket_errors():
            answer = self._client.get_object(**self._object(key), Range=f"bytes={first}-")
            yield from answer["Body"].iter_chunks(CHUNK_BYTES)

    def link(self, key: str, *, disposition: str) -> str:
        """Opens the film for `LINK_SECONDS`."""
        wanted = {
            "ResponseContentDisposition": disposition,
            "ResponseContentType": "video/mp4",
        }
        with _bucket_errors():
            return str(self._storage.url(key, parameters=wanted, expire=LINK_SECONDS))

    @property
    def origin(self) -> str:
        """Where its links lead."""
        parts = urlsplit(self.link("any", disposition="inline"))
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def _client(self) -> Any:
        return self._storage.connection.meta.client

    def _object(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{self._prefix}/{key}" if self._prefix else key}


@lru_cache(maxsize=8)
def _storage_for(bucket: str, prefix: str, endpoint: str | None, region: str | None) -> S3Storage:
    return S3Storage(
        bucket_name=bucket,
        location=prefix,
        endpoint_url=endpoint,
        region_name=region,
        client_config=Config(
            connect_timeout=3,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
            signature_version="s3v4",
        ),
    )
