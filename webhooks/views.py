from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.access import require
from accounts.http import HttpRequest
from core.live import live_region
from webhooks.access import callbacks_for, get_callback_for
from webhooks.board import CallbackBoard
from webhooks.forms import CallbackFilters
from webhooks.health import masked_address, receiver_address
from webhooks.page import CallbackPage
from webhooks.refusal_counts import refusals_of_last_hour
from webhooks.token_uses import known_tokens


@require_GET
@vary_on_headers("HX-Request")
def callback_list(request: HttpRequest) -> HttpResponse:
    filters = CallbackFilters(request.GET, user=request.user)
    callbacks = filters.narrow(callbacks_for(request.user))
    board = CallbackBoard(callbacks, cursor=request.GET.get("cursor"), key=filters.paging_key)
    context = {
        "section": "callbacks",
        "filters": filters,
        "board": board,
        "is_paused": request.GET.get("live") == "off",
    }
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


@require_GET
@never_cache
def receiver(request: HttpRequest) -> HttpResponse:
    """The address to register, with its token."""
    require(request.user, "webhooks.change_callback")
    context = {
        "section": "callbacks",
        "address": receiver_address(request),
        "tokens": known_tokens(),
        "refusals": refusals_of_last_hour(),
    }
    return render(request, "webhooks/receiver.html", context)
