from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.models import TokenScope
from api.answers import answers, needs
from api.caller import user_of
from api.lists import Listed, ListQuery, filters_of, listed, require_cursor
from api.moments import Day
from api.problems import Refused
from api.sessions import RoomRef, room_ref
from core.paging import keyset_page
from recordings.access import (
    get_deletable_recording_for,
    get_downloadable_recording_for,
    get_recording_for,
    recordings_for,
)
from recordings.downloads import film_answer, film_link, hands_out, is_from_the_start
from recordings.forms import SORT_KEYS, RecordingFilters
from recordings.links import UnsafeLink
from recordings.media import FilmUnavailable
from recordings.models import UNKNOWN, Recording, RecordingState
from recordings.services import RecordingNotReady, recording_downloaded
from recordings.stores import StoreFailed
from recordings.trash import NotDeletable, recording_trash

router = Router(tags=["Recordings"])
FAILURES = (UnsafeLink, FilmUnavailable, StoreFailed)


class RecordingQuery(ListQuery):
    q: str | None = Field(None, max_length=200, description="Part of a room's name; id.")
    state: Literal["late", "started", "paused", "stopped", "uploaded", "gone"] | None = Field(
        None, description="Without it: all that are there or archived, and not in the trash."
    )
    room: str | None = Field(None, max_length=200, description="Id of a room.")
    session: str | None = Field(None, max_length=200, description="Id of a session.")
    since: Day | None = Field(None, description="First day.")
    until: Day | None = Field(None, description="Last day.")
    longer: int | None = Field(None, ge=1, le=100_000, description="Minutes at least.")
    shorter: int | None = Field(None, ge=1, le=100_000, description="Minutes at most.")
    larger: int | None = Field(None, ge=1, le=10_000_000, description="MB at least.")
    smaller: int | None = Field(None, ge=1, le=10_000_000, description="MB at most.")
    archived: Literal["yes", "no", "failed"] | None = None
    sort: Literal["began", "-began", "length", "-length", "size", "-size"] = "-began"


class RecordingItem(Schema):
    """A recording of a session."""

    id: str
    session_id: str
    room: RoomRef | None
    state: RecordingState
    began_at: datetime = Field(description="The start, or when it was first heard of.")
    started_at: datetime | None
    ended_at: datetime | None
    length_seconds: int | None
    size_bytes: int | None
    has_film: bool = Field(description="Whether there is something to download.")
    is_archived: bool
    is_on_hold: bool
    deleted_after: datetime | None = Field(description="For one in the trash: when it goes.")


class DownloadLink(Schema):
    """Where the film is, for a short while."""

    url: str
    needs_token: bool = Field(
        description="Whether to send your token along: to this server only, never to another."
    )


@router.get(
    "/",
    response=answers(Listed[RecordingItem]),
    summary="List recordings",
    url_name="recordings",
    openapi_extra=needs(TokenScope.RECORDINGS_READ),
)
def list_recordings(
    request: HttpRequest, query: Annotated[RecordingQuery, Query()]
) -> dict[str, Any]:
    recordings = recordings_for(user_of(request))
    filters = filters_of(request, query, RecordingFilters)
    key, descending = SORT_KEYS[query.sort.removeprefix("-")], query.sort.startswith("-")
    require_cursor(query, key=key, descending=descending)
    page = keyset_page(
        filters.narrow(recordings),
        key=key,
        descending=descending,
        cursor=query.cursor,
        size=query.limit,
    )
    return listed(request, page, recording_item)


@router.get(
    "/{recording_id}/",
    response=answers(RecordingItem, 404),
    summary="One recording",
    url_name="recording",
    openapi_extra=needs(TokenScope.RECORDINGS_READ),
)
def get_recording(request: HttpRequest, recording_id: str) -> RecordingItem:
    return recording_item(get_recording_for(user_of(request), recording_id))


@router.delete(
    "/{recording_id}/",
    response=answers(RecordingItem, 404, 409),
    summary="Move a recording to the trash",
    url_name="recording",
    openapi_extra=needs(TokenScope.RECORDINGS_DELETE),
)
def trash_recording(request: HttpRequest, recording_id: str) -> RecordingItem:
    """It is deleted for good after `deleted_after`; until then its page can restore it."""
    recording = get_deletable_recording_for(user_of(request), recording_id)
    try:
        recording_trash(recording=recording, actor=user_of(request))
    except NotDeletable as error:
        raise Refused(HTTPStatus.CONFLICT, error.user_message) from None
    return recording_item(get_recording_for(user_of(request), recording_id))


@router.post(
    "/{recording_id}/download-link/",
    response=answers(DownloadLink, 404, 409, 502),
    summary="A fresh link to the film",
    url_name="download_link",
    openapi_extra=needs(TokenScope.RECORDINGS_DOWNLOAD),
)
def make_download_link(request: HttpRequest, recording_id: str) -> DownloadLink:
    """It expires within minutes: ask for a new one each time. Handing it out is on record."""
    recording = get_downloadable_recording_for(user_of(request), recording_id)
    with _no_film():
        link = film_link(recording)
    if link is not None:
        recording_downloaded(recording=recording, actor=user_of(request))
        return DownloadLink(url=link, needs_token=False)
    own = reverse("api:v1:download", args=[recording.remote_id])
    return DownloadLink(url=request.build_absolute_uri(own), needs_token=True)


@router.get(
    "/{recording_id}/download/",
    response=answers(None, 404, 409, 416, 502, 503),
    summary="The film",
    url_name="download",
    openapi_extra=needs(TokenScope.RECORDINGS_DOWNLOAD),
)
def download(request: HttpRequest, recording_id: str) -> HttpResponseBase:
    """Sends the film or one range of it, or redirects to a fresh link to it."""
    recording = get_downloadable_recording_for(user_of(request), recording_id)
    with _no_film():
        response = film_answer(request, recording, as_attachment=True)  # type: ignore[arg-type]
    if hands_out(request, response):
        is_rest = not is_from_the_start(request)
        recording_downloaded(recording=recording, actor=user_of(request), is_rest=is_rest)
    return response


def recording_item(recording: Recording) -> RecordingItem:
    trash = getattr(recording, "trash", None)
    return RecordingItem(
        id=recording.remote_id,
        session_id=recording.session.remote_id,
        room=room_ref(recording.room),
        state=recording.state,
        began_at=recording.began_at,
        started_at=recording.started_at,
        ended_at=recording.ended_at,
        length_seconds=None if recording.length_key == UNKNOWN else recording.length_key,
        size_bytes=recording.size_bytes,
        has_film=recording.has_film,
        is_archived=recording.archived is not None,
        is_on_hold=hasattr(recording, "hold"),
        deleted_after=trash.delete_after if trash else None,
    )


@contextmanager
def _no_film() -> Iterator[None]:
    try:
        yield
    except RecordingNotReady as error:
        raise Refused(HTTPStatus.CONFLICT, error.user_message) from None
    except FAILURES as error:
        raise Refused(HTTPStatus.BAD_GATEWAY, error.user_message) from None
