"""Doing something to a selection of recordings, or to all that a filter matches."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.http import HttpRequest
from accounts.recent import is_recently_authenticated, proof_first
from core.filters import unusable_filter_words
from core.next_page import next_page
from core.text import storable
from jobs.access import get_own_job_for
from jobs.kinds import JobRefused
from jobs.models import ItemState
from jobs.selection import MOST_SELECTED, Selection
from jobs.services import MOST_ITEMS, job_begin
from recordings.access import recordings_for
from recordings.bulk import ACTIONS, BulkAction, lost, targets_of
from recordings.downloads import accelerated
from recordings.files import file_answer
from recordings.forms import HoldForm, RecordingFilters
from recordings.models import RecordingQuerySet, ZipBundle
from recordings.zips import zip_path

_Recordings = Selection[RecordingQuerySet]


@require_POST
def recording_bulk(request: HttpRequest) -> HttpResponse:
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    require(request.user, action.permission)
    if action.is_final and not is_recently_authenticated(request):
        return proof_first(request)
    selection = _selection(request)
    if selection.problems:
        messages.error(request, selection.problems)
        return redirect(_back(request))
    form = HoldForm(request.POST if "sure" in request.POST else None)
    asks = action.wants_reason or action.is_final or selection.is_all
    if asks and not (
        "sure" in request.POST
        and selection.change_since(request.POST.get("shown", "")) is None
        and (not action.wants_reason or form.is_valid())
    ):
        return _question(request, action, selection, form)
    params = {"reason": form.cleaned_data["reason"]} if action.wants_reason else {}
    return _begun(request, action, selection, params)


def _selection(request: HttpRequest) -> _Recordings:
    recordings = recordings_for(request.user)
    if "job" in request.POST:
        return _done_by_job(request, recordings)
    if request.POST.get("all") == "trash":
        in_trash = recordings.present().exclude(trash=None)
        return Selection(in_trash, [("all", "trash")])
    if "all" in request.POST:
        query = request.POST.get("query", "")
        filters = RecordingFilters(QueryDict(query))
        fields = [("all", "listed"), ("query", query)]
        problems = unusable_filter_words(filters)
        return Selection(filters.narrow(recordings), fields, problems)
    ids = [storable(remote_id) for remote_id in request.POST.getlist("recording")[:MOST_SELECTED]]
    fields = [("recording", remote_id) for remote_id in ids]
    return Selection(recordings.filter(remote_id__in=ids), fields)


def _done_by_job(request: HttpRequest, recordings: RecordingQuerySet) -> _Recordings:
    """What a job of one's own has done, which is to be undone. Raises Http404."""
    number = request.POST["job"]
    job = get_own_job_for(request.user, int(number) if re.fullmatch(r"[0-9]{1,18}", number) else 0)
    targets = job.items.filter(state=ItemState.DONE).values("target")
    return Selection(recordings.filter(remote_id__in=targets), [("job", number)])


def _question(
    request: HttpRequest, action: BulkAction, selection: _Recordings, form: HoldForm
) -> HttpResponse:
    context = {
        "section": "recordings",
        "back": _back(request),
        "action": action,
        "action_name": request.POST["action"],
        "fields": selection.fields,
        "count": selection.count,
        "shown": selection.shown,
        "change": selection.change_since(request.POST.get("shown", "")),
        "archived": selection.things.filter(archive__state="ready").count(),
        "lost": lost(selection.things) if action.is_final else None,
        "held": selection.things.exclude(hold=None).count(),
        "is_too_many": selection.is_too_many,
        "most": MOST_ITEMS,
        "form": form,
    }
    status = 400 if form.is_bound and form.errors and action.wants_reason else 200
    return render(request, "recordings/bulk.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """To the list as it was narrowed when the selection was made."""
    return next_page(request) or reverse("recordings:list")


def _begun(
    request: HttpRequest, action: BulkAction, selection: _Recordings, params: dict[str, Any]
) -> HttpResponse:
    try:
        if refusal := action.refusal(selection.settled):
            raise JobRefused(refusal)
        job = job_begin(
            kind=action.kind,
            actor=request.user,
            targets=targets_of(selection.settled),
            params=params,
        )
    except JobRefused as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    messages.success(request, _("Begun. It goes on when you leave this page."))
    return redirect(job)


@require_safe
@never_cache
def recording_zip(request: HttpRequest, job_pk: int) -> HttpResponseBase:
    """The zip of a job, for whoever began it, for as long as it is kept. Raises Http404."""
    require(request.user, "recordings.download_recording")
    bundle = get_object_or_404(ZipBundle, job=get_own_job_for(request.user, job_pk))
    if not bundle.is_there:
        raise Http404
    response = _zip_answer(request, bundle)
    name = f"Recordings {timezone.localtime(bundle.made_at):%Y-%m-%d %H.%M}.zip"
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return response


def _zip_answer(request: HttpRequest, bundle: ZipBundle) -> HttpResponseBase:
    """Raises Http404."""
    path = zip_path(bundle)
    if settings.ZIP_ACCEL_PREFIX and path.is_file():
        return accelerated(settings.ZIP_ACCEL_PREFIX, bundle.file_name)
    try:
        return file_answer(request, path, etag=bundle.file_name)
    except FileNotFoundError:
        raise Http404 from None
