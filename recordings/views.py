from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import IntegerField, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.live import live_region
from core.paging import keyset_page
from meetings_api import MeetingsApiError
from recordings.access import (
    get_deletable_recording_for,
    get_downloadable_recording_for,
    get_recording_for,
    recordings_for,
)
from recordings.forms import RecordingFilters
from recordings.links import UnsafeLink, media_sources
from recordings.models import Recording, RecordingState
from recordings.playback import RecordingPage, recording_revision
from recordings.services import (
    RecordingNotReady,
    recording_delete,
    recording_downloaded,
    recording_link,
    recording_refresh,
)

SORT_KEYS = {"began": "began_at", "length": "sort_length"}
# Never null, as a key to sort by must be; what has no length yet is the shortest.
LENGTH = Coalesce("duration_seconds", Value(-1), output_field=IntegerField())
NO_FILE = (RecordingNotReady, UnsafeLink, MeetingsApiError)


@require_GET
def recording_list(request: HttpRequest) -> HttpResponse:
    filters = RecordingFilters(request.GET)
    recordings = filters.narrow(recordings_for(request.user))
    page = keyset_page(
        recordings.annotate(sort_length=LENGTH),
        key=SORT_KEYS[filters.sort.removeprefix("-")],
        descending=filters.sort.startswith("-"),
        cursor=request.GET.get("cursor"),
    )
    context = {"section": "recordings", "filters": filters, "page": page}
    return render(request, "recordings/list.html", context)


@require_GET
@vary_on_headers("HX-Request")
def recording_detail(request: HttpRequest, recording_id: str) -> HttpResponse:
    if request.htmx:
        return _recording_board(request, recording_id)
    context = {"section": "recordings", **_page_context(request, recording_id)}
    response = render(request, "recordings/detail.html", context)
    # The player is sent on to where the files are kept.
    response._csp_update = {"media-src": ["'self'", *media_sources()]}  # type: ignore[attr-defined]
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


@require_GET
@never_cache
def recording_media(request: HttpRequest, recording_id: str) -> HttpResponse:
    """302 to a fresh link, for the player; 409, 410 or 502 with the reason as plain text."""
    recording = get_recording_for(request.user, recording_id)
    try:
        return _sent_to_file(recording)
    except RecordingNotReady as error:
        return _plain(error.user_message, 410 if recording.is_gone else 409)
    except (UnsafeLink, MeetingsApiError) as error:
        return _plain(error.user_message, 502)


@require_GET
@never_cache
def recording_download(request: HttpRequest, recording_id: str) -> HttpResponse:
    """302 to a fresh link whose own Content-Disposition names the file.

    A link that carries none opens in the browser instead: its query is signed, so that nothing
    can be added to it.
    """
    recording = get_downloadable_recording_for(request.user, recording_id)
    try:
        response = _sent_to_file(recording)
    except NO_FILE as error:
        messages.error(request, error.user_message)
        return redirect(recording)
    recording_downloaded(recording=recording, actor=request.user)
    return response


@require_http_methods(["GET", "POST"])
def recording_remove(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_deletable_recording_for(request.user, recording_id)
    problem = ""
    if request.method == "POST":
        try:
            return _removed(request, recording)
        except MeetingsApiError as error:
            problem = error.user_message
    context = {"section": "recordings", "recording": recording, "problem": problem}
    status = 400 if problem else 200
    return render(request, "recordings/delete.html", context, status=status)


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


def _sent_to_file(recording: Recording) -> HttpResponse:
    response = HttpResponseRedirect(recording_link(recording=recording))
    response["Referrer-Policy"] = "no-referrer"
    return response


def _plain(reason: str, status: int) -> HttpResponse:
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")


def _removed(request: HttpRequest, recording: Recording) -> HttpResponse:
    if recording_delete(recording=recording, actor=request.user):
        messages.success(request, _("The recording is deleted."))
    else:
        messages.info(request, _("The API did not have the recording any more."))
    return redirect("recordings:list")
