from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.live import live_region
from rooms.access import get_session_for, sessions_for
from rooms.session_board import SessionBoard
from rooms.session_filters import SessionFilters
from rooms.session_page import SessionPage, session_revision


@require_GET
@vary_on_headers("HX-Request")
def session_list(request: HttpRequest) -> HttpResponse:
    filters = SessionFilters(request.GET)
    board = SessionBoard(
        filters.narrow(sessions_for(request.user)),
        state=filters.state_wanted,
        cursor=request.GET.get("cursor"),
    )
    context = {"section": "sessions", "filters": filters, "board": board}
    if request.htmx:
        return live_region(
            request, "sessions/list.html#board", lambda: context, revision=board.revision
        )
    return render(request, "sessions/list.html", context)


@require_GET
@vary_on_headers("HX-Request")
def session_detail(request: HttpRequest, session_id: str) -> HttpResponse:
    if request.htmx:
        return _session_board(request, session_id)
    page = SessionPage(get_session_for(request.user, session_id))
    return render(request, "sessions/detail.html", {"section": "sessions", "page": page})


def _session_board(request: HttpRequest, session_id: str) -> HttpResponse:
    revision = session_revision(sessions_for(request.user), session_id)
    return live_region(
        request,
        "sessions/detail.html#board",
        lambda: {"page": SessionPage(get_session_for(request.user, session_id))},
        revision=revision,
        is_over=revision["ended_at"] is not None,
    )
