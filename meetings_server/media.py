"""The films of recordings, behind presigned links that expire (the contract, section 4)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from meetings_server import clock
from meetings_server.models import Recording

CLIPS = Path(__file__).parent / "clips"
PARTNER = "46339892"
ACCESS_KEY = "MEETINGSSERVER"
CHUNK = 64 * 1024
RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def clip_for(seconds: float) -> str:
    """The film whose length is nearest to that of the recording."""
    return min(clip_seconds(), key=lambda name: abs(clip_seconds()[name] - seconds))


def clip_seconds() -> dict[str, int]:
    """The films and their lengths, which their names tell."""
    return {file.name: int(file.stem) for file in sorted(CLIPS.glob("*.mp4"))}


def presigned_url(recording: Recording) -> str:
    """A link that opens the film for `RECORDING_LINK_SECONDS`; each call makes a new one."""
    expires = int(time.time()) + settings.RECORDING_LINK_SECONDS
    name = f"{recording.session.room.display_name}_{clock.wire_time(recording.started_at)}.mp4"
    path = f"/media/{PARTNER}/{recording.id}/archive.mp4"
    query = {
        "AWSAccessKeyId": ACCESS_KEY,
        "Expires": expires,
        "response-content-disposition": disposition(name),
        "response-content-type": "video/mp4",
    }
    query["Signature"] = signature(path, query)
    return f"{settings.PUBLIC_URL}{path}?{urlencode(query, quote_via=quote)}"


def disposition(name: str) -> str:
    plain = re.sub(r'[\x00-\x1f\x7f"\\/:]+', "-", name).encode("ascii", "replace").decode()
    safe = re.sub(r"[\x00-\x1f\x7f/]+", "-", name)
    return f"attachment; filename=\"{plain.replace('?', '_')}\"; filename*=UTF-8''{quote(safe)}"


def signature(path: str, query: Mapping[str, object]) -> str:
    signed = "\n".join([path, *(f"{key}={query.get(key, '')}" for key in _SIGNED)])
    return hmac.new(settings.SECRET_KEY.encode(), signed.encode(), hashlib.sha256).hexdigest()


_SIGNED = ("AWSAccessKeyId", "Expires", "response-content-disposition", "response-content-type")


def serve(request: HttpRequest, partner: str, recording_id: str) -> HttpResponse:
    query = request.GET.dict()
    expected = signature(request.path_info, query)
    if not secrets.compare_digest(expected, query.get("Signature", "")):
        return _refusal("SignatureDoesNotMatch", "The signature does not match the address.")
    if int(query["Expires"]) < time.time():
        return _refusal("AccessDenied", "Request has expired")
    recording = Recording.objects.filter(id=recording_id, status="uploaded").first()
    if recording is None or partner != PARTNER:
        return _refusal("NoSuchKey", "The specified key does not exist.", status=404)
    return _film(request, CLIPS / recording.clip, query)


def _refusal(code: str, message: str, *, status: int = 403) -> HttpResponse:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return HttpResponse(body, status=status, content_type="application/xml")


def _film(request: HttpRequest, file: Path, query: dict[str, str]) -> HttpResponse:
    size = file.stat().st_size
    etag = f'"{file.stem}-{size}"'
    span = _span(request, size, etag)
    if span is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = (
            _part(file, *span, size)
            if span != (0, size - 1) or "Range" in request.headers
            else _whole(file)
        )
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Content-Type"] = "video/mp4"
    response["Content-Disposition"] = query["response-content-disposition"]
    return response


def _span(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for; None when there are no such bytes."""
    wanted = RANGE.match(request.headers.get("Range", ""))
    if (
        wanted is None
        or request.headers.get("If-Range", etag) != etag
        or wanted.groups() == ("", "")
    ):
        return 0, size - 1
    first, last = wanted.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    begin, end = int(first), min(int(last or size), size - 1)
    return (begin, end) if begin <= end else None


def _whole(file: Path) -> HttpResponse:
    return FileResponse(file.open("rb"))  # type: ignore[return-value]


def _part(file: Path, first: int, last: int, size: int) -> HttpResponse:
    response = StreamingHttpResponse(_bytes(file, first, last - first + 1), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response  # type: ignore[return-value]


def _bytes(file: Path, first: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(first)
        while length > 0 and (chunk := stream.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
