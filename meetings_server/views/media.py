"""Serves the films as the retired service's storage did: signed, for a while, and in parts."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from meetings_server import clock
from meetings_server.media import CLIPS, PARTNER, signature
from meetings_server.models import Recording

CHUNK = 64 * 1024
# One range only; whatever else is asked for is answered with the whole film, as RFC 9110 allows.
RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
MOST_DIGITS = 18


@csrf_exempt
def serve(request: HttpRequest, partner: str, recording_id: str) -> HttpResponseBase:
    query = request.GET.dict()
    if request.method not in ("GET", "HEAD"):
        return storage_refusal("MethodNotAllowed", "This resource can only be read.", status=405)
    expected = signature(request.path_info, query)
    if not secrets.compare_digest(expected.encode(), query.get("Signature", "").encode()):
        return storage_refusal("SignatureDoesNotMatch", "The signature does not match the address.")
    if int(query["Expires"]) < clock.now().timestamp():
        return storage_refusal("AccessDenied", "Request has expired")
    recording = Recording.objects.filter(id=recording_id, status="uploaded").first()
    if recording is None or partner != PARTNER:
        return storage_refusal("NoSuchKey", "The specified key does not exist.", status=404)
    return _film(request, CLIPS / recording.clip, query)


def storage_refusal(code: str, message: str, *, status: int = 403) -> HttpResponse:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return HttpResponse(body, status=status, content_type="application/xml")


def _film(request: HttpRequest, file: Path, query: dict[str, str]) -> HttpResponseBase:
    size = file.stat().st_size
    etag = f'"{file.stem}-{size}"'
    response = _answer(file, size, _wanted_range(request, etag))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Content-Type"] = query["response-content-type"]
    response["Content-Disposition"] = query["response-content-disposition"]
    return response


def _wanted_range(request: HttpRequest, etag: str) -> tuple[str, str] | None:
    """The two numbers of `bytes=first-last`, either of which may be missing."""
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    is_backwards = bool(first and last) and _position(last) < _position(first)
    return None if is_backwards or first == last == "" else (first, last)


def _answer(file: Path, size: int, wanted: tuple[str, str] | None) -> HttpResponseBase:
    if wanted is None:
        return _part(file, 0, size)
    begin, end = _bounds(*wanted, size)
    if begin >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _part(file, begin, end)
    response.status_code = 206
    response["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Where the part begins, and where it has ended."""
    if not first:
        return max(0, size - _position(last)), size
    return _position(first), min(_position(last) + 1 if last else size, size)


def _position(digits: str) -> int:
    return int(digits) if len(digits) <= MOST_DIGITS else sys.maxsize


def _part(file: Path, begin: int, end: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_bytes(file, begin, end - begin))
    response["Content-Length"] = str(end - begin)
    return response


def _bytes(file: Path, begin: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(begin)
        while length > 0 and (chunk := stream.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
