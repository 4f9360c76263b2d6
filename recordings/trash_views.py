"""Deleting, restoring, holding: what becomes of recordings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import HttpRequest
from accounts.recent import recent_authentication_required
from core.next_page import next_page
from core.paging import keyset_page
from core.said import said
from core.times import duration_words
from core.undo import success_with_undo
from meetings_api import MeetingsApiError
from recordings.access import (
    get_deletable_recording_for,
    get_holdable_recording_for,
    get_purgeable_recording_for,
    trash_for,
)
from recordings.archive import archive_delete, is_archivable
from recordings.forms import HoldForm
from recordings.models import Recording, Trash
from recordings.stores import StoreFailed
from recordings.trash import (
    NotDeletable,
    recording_hold,
    recording_purge,
    recording_release,
    recording_restore,
    recording_trash,
)


@require_GET
def trash_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(
        trash_for(request.user),
        key="delete_after",
        descending=False,
        cursor=request.GET.get("cursor"),
    )
    rights = ("recordings.delete_recording", "recordings.purge_recording")
    context = {
        "section": "recordings",
        "page": page,
        "is_selectable": any(map(request.user.has_perm, rights)),
    }
    return render(request, "recordings/trash.html", context)


@require_POST
def recording_remove(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_deletable_recording_for(request.user, recording_id)
    try:
        is_new = recording_trash(recording=recording, actor=request.user)
    except NotDeletable as error:
        messages.error(request, _("Not deleted. %(reason)s") % {"reason": said(error.user_message)})
        return _back(request, recording)
    if not is_new:
        messages.info(request, _("It is in the trash already."))
        return _back(request, recording)
    recording.refresh_from_db()
    words = _("Moved to the trash. It is deleted in %(time)s, unless it is restored.")
    left = duration_words(recording.trash.time_left.total_seconds())
    undo_url = reverse("recordings:restore", args=[recording.remote_id])
    success_with_undo(request, words % {"time": left}, undo_url=undo_url)
    return _back(request, recording)


@require_POST
def recording_bring_back(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_deletable_recording_for(request.user, recording_id)
    try:
        was_there = recording_restore(recording=recording, actor=request.user)
    except NotDeletable as error:
        messages.error(request, error.user_message)
        return _back(request, recording)
    if was_there:
        messages.success(request, _("Restored: the recording is out of the trash."))
    else:
        messages.info(request, _("It is not in the trash any more."))
    return _back(request, recording)


@require_http_methods(["GET", "POST"])
@recent_authentication_required
def recording_erase(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_purgeable_recording_for(request.user, recording_id)
    problem = ""
    if request.method == "POST":
        try:
            return _erased(request, recording)
        except (NotDeletable, StoreFailed, MeetingsApiError) as error:
            problem = error.user_message
    context = {
        "section": "recordings",
        "recording": recording,
        "is_archivable": is_archivable(recording),
        "problem": problem,
    }
    status = 400 if problem else 200
    return render(request, "recordings/purge.html", context, status=status)


def _erased(request: HttpRequest, recording: Recording) -> HttpResponse:
    was_there = recording_purge(recording=recording, actor=request.user)
    with_copy = recording.archived is not None and "copy" in request.POST
    if with_copy:
        archive_delete(recording=recording, actor=request.user)
    if was_there or with_copy:
        messages.success(request, _("The recording is deleted."))
    else:
        messages.info(request, _("The API did not have the recording any more."))
    return redirect("recordings:list")


@require_http_methods(["GET", "POST"])
def recording_keep(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Put it on hold, with a reason."""
    recording = get_holdable_recording_for(request.user, recording_id)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _held(request, recording, form.cleaned_data["reason"])
    context = {"section": "recordings", "recording": recording, "form": form}
    return render(request, "recordings/hold.html", context, status=400 if form.errors else 200)


def _held(request: HttpRequest, recording: Recording, reason: str) -> HttpResponse:
    try:
        is_new = recording_hold(recording=recording, reason=reason, actor=request.user)
    except NotDeletable as error:
        messages.error(request, error.user_message)
        return redirect(recording)
    if is_new:
        messages.success(request, _("On hold: nothing deletes this recording."))
    else:
        messages.info(request, _("It is on hold already."))
    return redirect(recording)


@require_POST
def recording_let_go(request: HttpRequest, recording_id: str) -> HttpResponse:
    recording = get_holdable_recording_for(request.user, recording_id)
    if recording_release(recording=recording, actor=request.user):
        messages.success(request, _released_words(recording))
    else:
        messages.info(request, _("It is not on hold."))
    return redirect(recording)


def _released_words(recording: Recording) -> str:
    entry = Trash.objects.filter(recording=recording).first()
    if entry is None:
        return _("Released: the recording can be deleted again.")
    left = duration_words(entry.time_left.total_seconds())
    return _("Released. It is in the trash, and deleted in %(time)s.") % {"time": left}


def _back(request: HttpRequest, recording: Recording) -> HttpResponse:
    return redirect(next_page(request) or recording)
