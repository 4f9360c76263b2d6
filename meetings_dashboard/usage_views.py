from __future__ import annotations

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import require
from accounts.http import HttpRequest
from core.audit import Act
from core.export import csv_lines, export_response
from meetings_dashboard.usage_charts import Charts


@require_GET
def usage_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The numbers behind one chart; its days are those of the time zone in the file's name."""
    require(request.user, "rooms.view_meetingsession")
    charts = Charts.of(request.user, request.GET)
    chart = request.GET.get("chart", "sessions")
    found = charts.rows(chart)
    if found is None:
        raise Http404
    Act(request.user, "usage.export", "usage", chart).done(detail=request.GET.urlencode()[:1000])
    zone = timezone.get_current_timezone_name()
    name = f"{chart}-{charts.span}-days-{timezone.localdate()}-{zone.replace('/', '-')}"
    return export_response(csv_lines(*found), name=name, kind="csv")
