from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.live import live_region
from rooms.access import require
from webhooks.access import callbacks_for, get_callback_for, get_replayable_callback_for
from webhooks.board import CallbackBoard
from webhooks.events import Unreadable
from webhooks.forms import CallbackFilters
from webhooks.health import masked_address, receiver_address
from webhooks.models import CallbackState
from webhooks.page import CallbackPage
from webhooks.replays import replay


@require_GET
@vary_on_headers("HX-Request")
def callback_list(request: HttpRequest) -> HttpResponse:
    filters = CallbackFilters(request.GET)
    callbacks = filters.narrow(callbacks_for(request.user))
    board = CallbackBoard(callbacks, cursor=request.GET.get("cursor"))
    context = {"section": "callbacks", "filters": filters, "board": board}
    if request.htmx:
        return live_region(
            request, "webhooks/list.html#board", lambda: context, revision=board.revision
        )
    return render(
        request, "webhooks/list.html", {**context, "masked_address": masked_address(request)}
    )


@require_GET
def callback_detail(request: HttpRequest, callback_pk: int) -> HttpResponse:
    page = CallbackPage(get_callback_for(request.user, callback_pk))
    return render(request, "webhooks/detail.html", {"section": "callbacks", "page": page})


@require_POST
def callback_resend(request: HttpRequest, callback_pk: int) -> HttpResponse:
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


@require_GET
@never_cache
def receiver(request: HttpRequest) -> HttpResponse:
    """The address to register, with its token."""
    require(request.user, "webhooks.change_callback")
    context = {"section": "callbacks", "address": receiver_address(request)}
    return render(request, "webhooks/receiver.html", context)
