from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.http import HttpRequest
from core.live import live_region
from core.origin import current_origin
from meetings_dashboard.overview import Overview
from meetings_dashboard.usage_charts import Charts


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    board = Overview(request.user)
    if request.htmx:
        return live_region(
            request,
            "meetings_dashboard/overview.html#board",
            lambda: {"board": board},
            revision=board.revision(),
        )
    charts = Charts.of(request.user, request.GET) if board.may_see_meetings else None
    context = {"section": "overview", "board": board, "charts": charts}
    return render(request, "meetings_dashboard/overview.html", context)


@require_safe
@never_cache
@login_not_required
def healthz(request: DjangoHttpRequest) -> JsonResponse:
    """Whether this process can serve: 200, or 503 while the database cannot be asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def server_failed(_request: DjangoHttpRequest) -> HttpResponseServerError:
    """Nothing of what went wrong, only where in the log it is. Asks for nothing that may be broken."""
    context = {"request_id": current_origin().request_id}
    return HttpResponseServerError(render_to_string("500.html", context))
