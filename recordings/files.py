"""Files of our own, sent with the ranges that players and interrupted downloads ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK_BYTES = 128 * 1024
# One range; any other request is answered with the whole file, as RFC 9110 allows.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def file_answer(request: HttpRequest, path: Path, *, etag: str) -> HttpResponseBase:
    """The file or the range asked for; 416 for one that is not there. Raises FileNotFoundError."""
    size = path.stat().st_size
    quoted = f'"{etag}"'
    wanted = _wanted(request, quoted, size)
    if wanted is not None and wanted[0] >= wanted[1]:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, end = wanted or (0, size)
    response: HttpResponseBase = HttpResponse()
    if request.method != "HEAD":
        response = StreamingHttpResponse(FileRange(path.open("rb"), first, end))
    if wanted is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(end - first)
    response["ETag"] = quoted
    return response


class FileRange:
    """The bytes of `file` from `first` up to `end`."""

    def __init__(self, file: BinaryIO, first: int, end: int) -> None:
        self._file, self._left = file, end - first
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        with self._file:
            while self._left > 0 and (chunk := self._file.read(min(CHUNK_BYTES, self._left))):
                self._left -= len(chunk)
                yield chunk

    def close(self) -> None:
        self._file.close()


def _wanted(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The first byte asked for, and the one after the last."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
