"""How a film reaches whoever plays or downloads it: `RECORDING_DOWNLOAD` says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest as DjangoHttpRequest
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _

from accounts.http import HttpRequest
from recordings.files import file_answer
from recordings.links import anywhere, media_sources, public_addresses
from recordings.media import Addresses
from recordings.models import Archive, Recording
from recordings.names import film_disposition
from recordings.services import recording_link
from recordings.stores import DiskStore, StoreFailed, current_store_url, store_at
from recordings.streams import FilmStream, TooManyStreams

if TYPE_CHECKING:
    from recordings.buckets import BucketStore

RETRY_SECONDS = 10


def film_answer(
    request: HttpRequest, recording: Recording, *, as_attachment: bool = False
) -> HttpResponseBase:
    """The film itself, or a redirect to a fresh link to it; from the archive, when it is there.

    Raises RecordingNotReady, UnsafeLink, FilmUnavailable, MeetingsApiError, StoreFailed.
    """
    if recording.archived is not None:
        return _archived(request, recording, recording.archived, as_attachment=as_attachment)

    def link() -> str:
        return recording_link(recording=recording)

    if settings.RECORDING_DOWNLOAD == "stream":
        return _streamed(request, recording, link, as_attachment=as_attachment)
    # The link's own Content-Disposition names the file; its query is signed, so that nothing
    # can be added to it.
    return _sent_to(link())


def film_link(recording: Recording) -> str | None:
    """A fresh link that says by itself who may follow it; None where the film passes through here.

    Raises RecordingNotReady, UnsafeLink, MeetingsApiError, StoreFailed.
    """
    if settings.RECORDING_DOWNLOAD == "stream":
        return None
    if recording.archived is None:
        return recording_link(recording=recording)
    store = store_at(recording.archived.store)
    if isinstance(store, DiskStore):
        return None
    return store.link(recording.archived.key, disposition=film_disposition(recording))


def film_sources() -> list[str]:
    """Origins beside our own that the player has to be allowed to load from."""
    if settings.RECORDING_DOWNLOAD == "stream":
        return []
    sources = media_sources()
    try:
        store = store_at(current_store_url())
        return sources if isinstance(store, DiskStore) else [*sources, store.origin]
    except StoreFailed:
        return sources


def hands_out(request: DjangoHttpRequest, response: HttpResponseBase) -> bool:
    """Whether `response` brings something of a film, or the link to all of it."""
    if response.status_code >= 400:
        return False
    return request.method != "HEAD" or "Location" in response


def is_from_the_start(request: DjangoHttpRequest) -> bool:
    """Whether this is a download, rather than the rest of one that was interrupted."""
    return request.headers.get("Range", "bytes=0-").startswith("bytes=0-")


def _archived(
    request: HttpRequest, recording: Recording, archive: Archive, *, as_attachment: bool
) -> HttpResponseBase:
    store = store_at(archive.store)
    if not isinstance(store, DiskStore):
        return _from_bucket(request, recording, store, archive.key, as_attachment=as_attachment)
    # Of another folder, where copies were kept before, the web server in front knows nothing.
    if settings.RECORDING_ACCEL_PREFIX and archive.store == current_store_url():
        response: HttpResponseBase = accelerated(settings.RECORDING_ACCEL_PREFIX, archive.key)
        return described(response, recording, as_attachment=as_attachment)
    try:
        response = file_answer(request, store.path(archive.key), etag=archive.sha256)
    except OSError as error:
        raise StoreFailed(f"the copy cannot be read: {error.strerror}") from None
    return described(response, recording, as_attachment=as_attachment)


def accelerated(prefix: str, name: str) -> HttpResponse:
    """Have the web server in front send the file `name` of its internal location `prefix`."""
    location = f"{prefix.rstrip('/')}/{quote(name)}"
    return HttpResponse(headers={"X-Accel-Redirect": location})


def _from_bucket(
    request: HttpRequest, recording: Recording, store: BucketStore, key: str, *, as_attachment: bool
) -> HttpResponseBase:
    disposition = film_disposition(recording, as_attachment=as_attachment)

    def link() -> str:
        return store.link(key, disposition=disposition)

    if settings.RECORDING_DOWNLOAD == "stream":
        # Where archives are is a setting, so it may well be in the own network.
        return _streamed(request, recording, link, addresses=anywhere, as_attachment=as_attachment)
    return _sent_to(link())


def _sent_to(link: str) -> HttpResponse:
    response = HttpResponseRedirect(link)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _streamed(
    request: HttpRequest,
    recording: Recording,
    link: Callable[[], str],
    *,
    addresses: Addresses = public_addresses,
    as_attachment: bool,
) -> HttpResponseBase:
    try:
        stream = FilmStream(
            link,
            addresses=addresses,
            range_=request.headers.get("Range", ""),
            if_range=request.headers.get("If-Range", ""),
        )
    except TooManyStreams:
        return _too_many()
    if stream.status == 416:
        stream.close()
        return HttpResponse(status=416, headers=stream.headers | {"Content-Length": "0"})
    response: HttpResponseBase
    if request.method == "HEAD":
        stream.close()
        response = HttpResponse(status=stream.status, headers=stream.headers)
    else:
        response = StreamingHttpResponse(stream, status=stream.status, headers=stream.headers)
    return described(response, recording, as_attachment=as_attachment)


def described(
    response: HttpResponseBase, recording: Recording, *, as_attachment: bool
) -> HttpResponseBase:
    """What it is and what it is called; a film never passes for a page, whatever is in it."""
    response["Content-Type"] = "video/mp4"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = film_disposition(recording, as_attachment=as_attachment)
    return response


def _too_many() -> HttpResponse:
    words = _("As many recordings as this dashboard can pass on are being read. Try again soon.")
    response = HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
