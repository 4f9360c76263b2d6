"""Archived films in a bucket of an S3 service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from recordings.stores import CHUNK_BYTES, StoreFailed, Upload

LINK_SECONDS = 900


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

    def read(self, key: str) -> Iterator[bytes]:
        with _bucket_errors():
            answer = self._client.get_object(**self._object(key))
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
