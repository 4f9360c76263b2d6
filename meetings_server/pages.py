"""Pages of rooms, cut by serial number (the contract, section 1.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from meetings_server.models import Application, Room
from meetings_server.views.requests import whole_number
from meetings_server.wire import room_json

DEFAULT_SIZE = 20
LARGEST_SIZE = 1000


def rooms_page(
    request: HttpRequest, application: Application, path: str, **chosen: Any
) -> dict[str, Any]:
    """The page of the chosen rooms, or of all, that the list at `path` has.

    `start_id` is inclusive, `end_id` exclusive; `next` and `prev` only where there is more.
    """
    size = min(_number(request, "page_size", smallest=1) or DEFAULT_SIZE, LARGEST_SIZE)
    start, end = _number(request, "start_id"), _number(request, "end_id")
    # Through the application, so that each room has it at hand and none asks for it again.
    everything = application.room_set.filter(deleted_at=None, **chosen).select_related("theme")
    rows = _rows(everything, start, end, size)
    rooms = [room_json(room) for room in rows]
    return {
        "page_size": size,
        "_embedded": {"rooms": rooms} if settings.EMBEDDED_ROOMS == "object" else rooms,
        "_links": _links(everything, rows, (start, end, size), path),
        "total_items": everything.count(),
    }


def _number(request: HttpRequest, name: str, *, smallest: int = 0) -> int | None:
    digits = request.GET.get(name, "")
    return whole_number(digits, name, smallest=smallest) if digits else None


def _rows(everything: QuerySet[Room], start: int | None, end: int | None, size: int) -> list[Room]:
    rows = everything
    if start is not None:
        rows = rows.filter(serial__gte=start)
    if end is not None:
        rows = rows.filter(serial__lt=end)
    if end is not None and start is None:
        # The page that ends there, not the first one of all that come before.
        return list(rows.order_by("-serial")[:size])[::-1]
    return list(rows.order_by("serial")[:size])


def _links(
    everything: QuerySet[Room],
    rows: list[Room],
    asked: tuple[int | None, int | None, int],
    path: str,
) -> dict[str, dict[str, str]]:
    start, end, size = asked
    # A window with both bounds ends at its end; a page on the way back goes on beyond it.
    beyond = {"serial__lt": end} if start is not None and end is not None else {}
    first = rows[0].serial if rows else start
    links = {"first": _link(path, size), "self": _link(path, size, start_id=first)}
    if first is not None and everything.filter(serial__lt=first).exists():
        links["prev"] = _link(path, size, end_id=first)
    if rows and everything.filter(serial__gt=rows[-1].serial, **beyond).exists():
        window_end = end if beyond else None
        links["next"] = _link(path, size, start_id=rows[-1].serial + 1, end_id=window_end)
    return links


def _link(path: str, size: int, **bounds: int | None) -> dict[str, str]:
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    query = urlencode({"page_size": size, **given})
    return {"href": f"{settings.PUBLIC_URL}/{path}?{query}"}
