"""Why is my recording not here? Of a recording, of a session, of a room, and where to begin."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import HttpRequest
from meetings_api import MeetingsApiError
from recordings.access import get_recording_for, recordings_for
from recordings.link_checks import link_check
from recordings.services import recording_refresh, session_recordings_refresh
from recordings.trail import Remedy
from rooms.access import get_room_for, get_session_for
from rooms.services import room_refresh
from webhooks.access import replayable_callbacks_for
from webhooks.replays import replay_each
from webhooks.trail_choice import TrailChoice
from webhooks.trails import TrailPage


@never_cache
@require_http_methods(["GET", "POST"])
def recording_trail(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_recording_for(request.user, recording_id)
    session = get_session_for(request.user, recording.session.remote_id)
    return _answer(request, TrailPage(room=session.room, session=session, recording=recording))


@never_cache
@require_http_methods(["GET", "POST"])
def session_trail(request: HttpRequest, session_id: str) -> HttpResponse:
    recordings_for(request.user)
    session = get_session_for(request.user, session_id)
    return _answer(request, TrailPage(room=session.room, session=session))


@never_cache
@require_http_methods(["GET", "POST"])
def room_trail(request: HttpRequest, room_id: str) -> HttpResponse:
    """Of its newest session, when there is one."""
    recordings_for(request.user)
    room = get_room_for(request.user, room_id)
    newest = room.sessions.order_by("-began_at", "-pk").first()
    if newest is not None:
        return redirect("trails:session", newest.remote_id)
    return _answer(request, TrailPage(room=room))


@require_GET
def choice(request: HttpRequest) -> HttpResponse:
    recordings_for(request.user)
    context = {"section": "recordings", "choice": TrailChoice(request.user, request.GET)}
    return render(request, "webhooks/trail_choice.html", context)


def _answer(request: HttpRequest, page: TrailPage) -> HttpResponse:
    if request.method == "GET":
        return _shown(request, page)
    mend = _MENDING.get(request.POST.get("remedy", ""))
    if mend is None:
        return HttpResponseBadRequest("There is no such remedy.")
    try:
        return mend(request, page) or redirect(request.path)
    except MeetingsApiError as error:
        messages.error(request, error.user_message)
        return redirect(request.path)


def _shown(request: HttpRequest, page: TrailPage) -> HttpResponse:
    return render(request, "webhooks/trail.html", {"section": "recordings", "page": page})


def _link_checked(request: HttpRequest, page: TrailPage) -> HttpResponse | None:
    if page.recording is None:
        return None
    link = link_check(recording=page.recording)
    again = TrailPage(room=page.room, session=page.session, recording=page.recording, link=link)
    return _shown(request, again)


def _recordings_asked(request: HttpRequest, page: TrailPage) -> None:
    if page.session is None:
        return
    count = session_recordings_refresh(session=page.session)
    if count:
        words = ngettext(
            "The API names %d recording of this session.",
            "The API names %d recordings of this session.",
            count,
        )
        messages.success(request, words % count)
    else:
        messages.warning(request, _("The API names no recording of this session: there is none."))


def _recording_reread(request: HttpRequest, page: TrailPage) -> None:
    if page.recording is not None:
        state = recording_refresh(recording=page.recording).state
        messages.success(request, _("The API says: %s.") % state.label)


def _room_synced(request: HttpRequest, page: TrailPage) -> None:
    if page.room is not None:
        room_refresh(room=get_room_for(request.user, page.room.remote_id))
        messages.success(request, _("The room is as the API has it now."))


def _stuck_replayed(request: HttpRequest, page: TrailPage) -> None:
    callbacks = replayable_callbacks_for(request.user).filter(pk__in=page.stuck)
    replayed, _impossible = replay_each(callbacks, actor=request.user)
    words = ngettext("%d callback is replayed.", "%d callbacks are replayed.", replayed)
    messages.success(request, words % replayed)


_MENDING: dict[str, Callable[[HttpRequest, TrailPage], HttpResponse | None]] = {
    Remedy.CHECK_LINK: _link_checked,
    Remedy.ASK_RECORDINGS: _recordings_asked,
    Remedy.REREAD: _recording_reread,
    Remedy.SYNC_ROOM: _room_synced,
    Remedy.REPLAY: _stuck_replayed,
}
