from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.live import live_region
from core.said import said
from meetings_api import MeetingsApiError
from recordings.access import (
    get_downloadable_recording_for,
    get_recording_for,
    recordings_for,
)
from recordings.bulk import can_act
from recordings.downloads import film_answer, film_sources, hands_out, is_from_the_start
from recordings.forms import RecordingFilters
from recordings.links import UnsafeLink
from recordings.listing import RecordingBoard
from recordings.media import FilmUnavailable
from recordings.models import Recording, RecordingState
from recordings.playback import RecordingPage, recording_revision
from recordings.posters import poster_storage, thumbnail_name
from recordings.services import (
    RecordingNotReady,
    recording_downloaded,
    recording_opened,
    recording_refresh,
)
from recordings.stores import StoreFailed

FAILURES = (UnsafeLink, FilmUnavailable, StoreFailed, MeetingsApiError)
NO_FILE = (RecordingNotReady, *FAILURES)
NoFile = RecordingNotReady | UnsafeLink | FilmUnavailable | StoreFailed | MeetingsApiError


@require_GET
@vary_on_headers("HX-Request")
def recording_list(request: HttpRequest) -> HttpResponse:
    filters = RecordingFilters(request.GET, user=request.user)
    recordings = recordings_for(request.user)
    board = RecordingBoard(recordings, filters, cursor=request.GET.get("cursor"))
    context = {
        "section": "recordings",
        "filters": filters,
        "board": board,
        "is_selectable": can_act(request.user),
    }
    if request.htmx:
        return live_region(
            request, "recordings/list.html#board", lambda: context, revision=board.revision
        )
    return render(request, "recordings/list.html", context)


@require_GET
@vary_on_headers("HX-Request")
def recording_detail(request: HttpRequest, recording_id: str) -> HttpResponse:
    if request.htmx:
        return _recording_board(request, recording_id)
    context = {"section": "recordings", **_page_context(request, recording_id)}
    response = render(request, "recordings/detail.html", context)
    # The player is sent on to where the files are kept.
    response._csp_update = {"media-src": ["'self'", *film_sources()]}  # type: ignore[attr-defined]
    return response


def _recording_board(request: HttpRequest, recording_id: str) -> HttpResponse:
    revision = recording_revision(recordings_for(request.user), recording_id)
    is_ready = revision["status"] == RecordingState.UPLOADED
    return live_region(
        request,
        "recordings/detail.html#board",
        lambda: _page_context(request, recording_id),
        revision=revision,
        is_over=is_ready or bool(revision["gone_at"] or revision["deleted_at"]),
    )


def _page_context(request: HttpRequest, recording_id: str) -> dict[str, Any]:
    recording = get_recording_for(request.user, recording_id)
    return {"recording": recording, "page": RecordingPage(recording, request.GET)}


@require_safe
@never_cache
def recording_media(request: HttpRequest, recording_id: str) -> HttpResponseBase:
    recording = get_recording_for(request.user, recording_id)
    response = _film(request, recording)
    if hands_out(request, response):
        recording_opened(recording=recording, actor=request.user)
    return response


def _film(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The film, or where it is; else the reason as plain text."""
    try:
        return film_answer(request, recording)
    except NO_FILE as error:
        return _no_film(recording, error)


def _no_film(recording: Recording, error: NoFile) -> HttpResponse:
    if isinstance(error, RecordingNotReady):
        return _plain(said(error.user_message), 410 if recording.is_gone else 409)
    return _plain(said(error.user_message), 502)


@require_GET
@cache_control(private=True, max_age=86_400)
def recording_poster(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_recording_for(request.user, recording_id)
    names = [recording.poster] if recording.has_poster else []
    if "small" in request.GET:
        names = [*map(thumbnail_name, names), *names]
    for name in names:
        try:
            with poster_storage().open(name) as file:
                return HttpResponse(file.read(), content_type="image/jpeg")
        except FileNotFoundError:
            continue
    raise Http404


@require_safe
@never_cache
def recording_download(request: HttpRequest, recording_id: str) -> HttpResponseBase:
    recording = get_downloadable_recording_for(request.user, recording_id)
    try:
        response = film_answer(request, recording, as_attachment=True)
    except NO_FILE as error:
        if request.method == "HEAD":
            return _no_film(recording, error)
        recording_downloaded(recording=recording, actor=request.user, problem=error.user_message)
        messages.error(request, error.user_message)
        return redirect(recording)
    if hands_out(request, response):
        is_rest = not is_from_the_start(request)
        recording_downloaded(recording=recording, actor=request.user, is_rest=is_rest)
    return response


@require_POST
def recording_reread(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_recording_for(request.user, recording_id)
    before = recording.state
    try:
        after = recording_refresh(recording=recording).state
    except MeetingsApiError as error:
        messages.error(request, error.user_message)
        return redirect(recording)
    if after == before:
        messages.info(request, _("The API says the same as before: %s.") % after.label)
    else:
        messages.success(request, _("The API says: %s.") % after.label)
    return redirect(recording)


def _plain(reason: str, status: int) -> HttpResponse:
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
