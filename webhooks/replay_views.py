"""Replaying: one callback, a selection, or all that a filter matches; or setting it aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import HttpRequest
from core.audit import Act
from core.live import live_region
from core.next_page import next_page
from webhooks.access import (
    get_replay_run_for,
    get_replayable_callback_for,
    replayable_callbacks_for,
)
from webhooks.confirmation import ReplayConfirmation
from webhooks.events import Unreadable
from webhooks.forms import CallbackFilters
from webhooks.models import CallbackState
from webhooks.replay_runs import NothingToReplay, replay_run_cancel, replay_run_start
from webhooks.replays import replay, replay_each
from webhooks.set_aside import set_aside
from webhooks.tasks import step_replay_run

MOST_SELECTED = 200


@require_POST
def selection_set_aside(request: HttpRequest) -> HttpResponse:
    callbacks = replayable_callbacks_for(request.user)
    count = set_aside(callbacks.filter(pk__in=_selected(request)), actor=request.user)
    if count:
        words = ngettext("%d callback is set aside.", "%d callbacks are set aside.", count)
        messages.success(request, words % count)
    else:
        messages.warning(request, _("Only callbacks that failed for good can be set aside."))
    return redirect(next_page(request) or "callbacks:list")


@require_POST
def callback_replay(request: HttpRequest, callback_pk: int) -> HttpResponse:
    callback = get_replayable_callback_for(request.user, callback_pk)
    try:
        replay(callback, actor=request.user)
    except Unreadable as error:
        messages.error(request, _("It cannot be replayed. %s") % error)
        return redirect(callback)
    callback.refresh_from_db(fields=["state"])
    if callback.state == CallbackState.APPLIED:
        messages.success(request, _("Replayed and applied."))
    else:
        messages.info(request, _("It is in line to be applied again."))
    return redirect(callback)


@require_POST
def selection_replay(request: HttpRequest) -> HttpResponse:
    callbacks = replayable_callbacks_for(request.user)
    keys = _selected(request)
    replayed, impossible = replay_each(callbacks.filter(pk__in=keys), actor=request.user)
    if replayed:
        words = ngettext("%d callback is replayed.", "%d callbacks are replayed.", replayed)
        messages.success(request, words % replayed)
    if impossible:
        words = ngettext(
            "%d cannot be applied: unreadable, or of no known event.",
            "%d cannot be applied: unreadable, or of no known event.",
            impossible,
        )
        messages.warning(request, words % impossible)
    if not keys:
        messages.warning(request, _("Nothing was selected: tick the callbacks to replay."))
    return redirect(next_page(request) or "callbacks:list")


@require_http_methods(["GET", "POST"])
def filter_replay(request: HttpRequest) -> HttpResponse:
    """Shows what a filter matches, and on POST replays it in the background."""
    replayable_callbacks_for(request.user)
    filters = CallbackFilters(request.GET, user=request.user)
    if request.method == "POST":
        return _start(request, filters)
    context = {"section": "callbacks", "filters": filters}
    confirmation = ReplayConfirmation(filters, request.user)
    return render(request, "webhooks/replay.html", {**context, "confirmation": confirmation})


@require_GET
def replay_run(request: HttpRequest, run_pk: int) -> HttpResponse:
    run = get_replay_run_for(request.user, run_pk)
    context = {"section": "callbacks", "run": run}
    if not request.htmx:
        return render(request, "webhooks/replay_run.html", context)
    return live_region(
        request,
        "webhooks/replay_run.html#board",
        lambda: context,
        revision=(run.state, run.replayed),
        is_over=run.is_over,
    )


@require_POST
def replay_run_stop(request: HttpRequest, run_pk: int) -> HttpResponse:
    replayable_callbacks_for(request.user)
    run = get_replay_run_for(request.user, run_pk)
    if replay_run_cancel(run):
        Act(request.user, "callback.replay_stop", f"replay:{run.pk}").done()
        messages.success(request, _("The replay is cancelled; what was replayed stays so."))
    else:
        messages.info(request, _("The replay was over already."))
    return redirect(run)


def _start(request: HttpRequest, filters: CallbackFilters) -> HttpResponse:
    newest = request.POST.get("newest", "")
    if not _is_key(newest):
        return HttpResponseBadRequest("The number of the newest callback is missing.")
    try:
        run = replay_run_start(filters, actor=request.user, newest=int(newest))
    except NothingToReplay as error:
        messages.error(request, str(error))
        return redirect("callbacks:list")
    step_replay_run.delay(run.pk)
    return redirect(run)


def _selected(request: HttpRequest) -> list[int]:
    keys = request.POST.getlist("callback")
    return [int(key) for key in keys if _is_key(key)][:MOST_SELECTED]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**63))
