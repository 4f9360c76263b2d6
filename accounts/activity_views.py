from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.activity import ActivityFilters, ActivityLine, activity_for
from accounts.http import HttpRequest
from core.audit import Act
from core.export import csv_lines, export_response, json_lines
from core.filters import export_refused
from core.models import AuditEntry
from core.paging import keyset_page

# Each batch is a query of its own, so that no cursor stays open while somebody's line is slow.
BATCH = 500
COLUMNS = (
    "id",
    "at",
    "person",
    "action",
    "about",
    "name",
    "outcome",
    "changes",
    "detail",
    "reason",
    "address",
    "token",
    "request_id",
)


@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    filters = ActivityFilters(request.GET, user=request.user)
    entries = filters.narrow(activity_for(request.user))
    page = keyset_page(entries, key="id", descending=True, cursor=request.GET.get("cursor"))
    context = {
        "section": "activity",
        "filters": filters,
        "page": page,
        "lines": [ActivityLine(entry) for entry in page.rows],
    }
    return render(request, "accounts/activity.html", context)


@require_GET
def activity_export(request: HttpRequest, kind: Literal["csv", "json"]) -> HttpResponseBase:
    """All that the filters match; what a CSV has is safe to be opened in a spreadsheet."""
    filters = ActivityFilters(request.GET, user=request.user)
    entries = filters.narrow(activity_for(request.user))
    if refused := export_refused(request, filters, "activity:list"):
        return refused
    Act(request.user, "activity.export", "activity", kind).done(
        detail=request.GET.urlencode()[:1000]
    )
    rows = map(_row, _batched(entries))
    lines = csv_lines(COLUMNS, rows) if kind == "csv" else json_lines(rows)
    day = timezone.localtime().date().isoformat()
    return export_response(lines, name=f"activity-{day}", kind=kind)


def _batched(entries: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    cursor: str | None = None
    while True:
        page = keyset_page(entries, key="id", descending=True, cursor=cursor, size=BATCH)
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "at": entry.at,
        "person": entry.actor.get_username() if entry.actor else None,
        "action": entry.action,
        "about": entry.target,
        "name": entry.target_name,
        "outcome": entry.outcome,
        "changes": json.dumps(entry.changes, ensure_ascii=False) if entry.changes else "",
        "detail": entry.detail,
        "reason": entry.reason,
        "address": entry.address,
        "token": entry.token,
        "request_id": entry.request_id,
    }
