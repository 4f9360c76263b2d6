"""Pages of rooms, cut by serial number (the contract, section 1.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from meetings_server.models import Application, Room
from meetings_server.views.requests import whole_number
from meetings_server.wire import room_json

DEFAULT_SIZE = 20
LARGEST_SIZE = 1000


def rooms_page(request: HttpRequest, application: Application, family: str) -> dict[str, Any]:
    """`start_id` is inclusive, `end_id` exclusive; `next` and `prev` only where there is more."""
    size = min(_number(request, "page_size", smallest=1) or DEFAULT_SIZE, LARGEST_SIZE)
    start, end = _number(request, "start_id"), _number(request, "end_id")
    everything = Room.objects.filter(application=application, deleted_at=None)
    rows = _rows(everything, start, end, size)
    return {
        "page_size": size,
        "_embedded": [room_json(room) for room in rows],
        "_links": _links(everything, rows, size, f"{settings.PUBLIC_URL}/{family}/rooms"),
        "total_items": everything.count(),
    }


def _number(request: HttpRequest, name: str, *, smallest: int = 0) -> int | None:
    text = request.GET.get(name, "")
    return whole_number(text, name, smallest=smallest) if text else None


def _rows(everything: Any, start: int | None, end: int | None, size: int) -> list[Room]:
    rows = everything.select_related("application")
    if start is not None:
        rows = rows.filter(serial__gte=start)
    if end is not None:
        rows = rows.filter(serial__lt=end)
    if end is not None and start is None:
        return list(rows.order_by("-serial")[:size])[::-1]
    return list(rows.order_by("serial")[:size])


def _links(everything: Any, rows: list[Room], size: int, address: str) -> dict[str, Any]:
    def link(**query: int) -> dict[str, str]:
        return {"href": f"{address}?{urlencode({'page_size': size, **query})}"}

    links = {"first": link(), "self": link(start_id=rows[0].serial) if rows else link()}
    if rows and everything.filter(serial__lt=rows[0].serial).exists():
        links["prev"] = link(end_id=rows[0].serial)
    if rows and everything.filter(serial__gt=rows[-1].serial).exists():
        links["next"] = link(start_id=rows[-1].serial + 1)
    return links
