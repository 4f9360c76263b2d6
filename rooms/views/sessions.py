from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import HttpRequest
from core.export import csv_lines, export_response
from core.live import live_region
from rooms.access import get_session_for, sessions_for
from rooms.attendance_export import COLUMNS, attendance_exported, attendance_rows
from rooms.attendance_sheet import AttendanceSheet
from rooms.session_board import SessionBoard
from rooms.session_filters import SessionFilters
from rooms.session_page import SessionPage, session_revision


@require_GET
@vary_on_headers("HX-Request")
def session_list(request: HttpRequest) -> HttpResponse:
    filters = SessionFilters(request.GET, user=request.user)
    board = SessionBoard(
        filters.narrow(sessions_for(request.user)),
        state=filters.state_wanted,
        cursor=request.GET.get("cursor"),
        order=filters.order,
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


@require_GET
def session_attendance_page(request: HttpRequest, session_id: str) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    context = {"section": "sessions", "sheet": AttendanceSheet(session)}
    return render(request, "sessions/attendance.html", context)


@require_GET
def session_attendance(request: HttpRequest, session_id: str) -> StreamingHttpResponse:
    session = get_session_for(request.user, session_id)
    attendance_exported(session=session, actor=request.user)
    room = session.room.name if session.room else ""
    name = f"attendance {room} {timezone.localtime(session.began_at):%Y-%m-%d %H-%M}"
    lines = csv_lines(COLUMNS, attendance_rows(session, viewer=request.user))
    return export_response(lines, name=name, kind="csv")


def _session_board(request: HttpRequest, session_id: str) -> HttpResponse:
    revision = session_revision(sessions_for(request.user), session_id)
    return live_region(
        request,
        "sessions/detail.html#board",
        lambda: {"page": SessionPage(get_session_for(request.user, session_id))},
        revision=revision,
        is_over=revision["ended_at"] is not None,
    )
