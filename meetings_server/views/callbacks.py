"""The part of the control surface that shows what became of callbacks."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

from meetings_server import callback_log
from meetings_server.checks import checked
from meetings_server.delivery import pending_count
from meetings_server.models import Callback
from meetings_server.refusals import not_found
from meetings_server.views import control_fields as fields
from meetings_server.views.requests import json_object, whole_number

MOST_CALLBACKS = 5000


def tell_latest(request: HttpRequest) -> dict[str, Any]:
    """In the order in which they were written down."""
    limit = whole_number(request.GET.get("limit") or str(MOST_CALLBACKS), "limit", smallest=1)
    latest = Callback.objects.order_by("-id")[: min(limit, MOST_CALLBACKS)]
    return {"callbacks": [callback_log.summary(each) for each in latest][::-1]}


def tell(_request: HttpRequest, callback_id: int) -> dict[str, Any]:
    return callback_log.details(find(callback_id))


def replay(_request: HttpRequest, callback_id: int) -> dict[str, Any]:
    return {"callback_id": callback_log.replay(find(callback_id)).pk}


def drop(_request: HttpRequest, callback_id: int) -> None:
    callback_log.drop(find(callback_id))


def find(callback_id: int) -> Callback:
    # SQLite cannot compare with larger numbers.
    is_possible = callback_id < 2**63
    found = Callback.objects.filter(pk=callback_id).first() if is_possible else None
    if found is None:
        raise not_found(f"There is no callback {callback_id}")
    return found


def flush(request: HttpRequest) -> dict[str, Any]:
    body = checked(json_object(request), fields.FLUSH)
    deadline = time.monotonic() + body.get("timeout_seconds", 5)
    while pending_count() and time.monotonic() < deadline:
        time.sleep(0.05)
    return {"pending": pending_count()}
