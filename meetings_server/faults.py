"""Ways for the next answers of the API to fail, so that clients can be seen to cope."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings_server.models import Fault
from meetings_server.refusals import server_error, wrong_credentials

Answer = Callable[[HttpRequest], HttpResponse]


def next_fault(path: str) -> Fault | None:
    """The fault that this call is to meet; it counts as met."""
    # Nearly always there is none: then no call waits for the database's one writer.
    return _take_fault(path) if Fault.objects.exists() else None


@transaction.atomic
def _take_fault(path: str) -> Fault | None:
    for fault in Fault.objects.order_by("id"):
        if path.startswith(fault.path):
            return _count(fault)
    return None


def _count(fault: Fault) -> Fault | None:
    if fault.skip:
        fault.skip -= 1
        fault.save(update_fields=["skip"])
        return None
    fault.remaining -= 1
    if fault.remaining:
        fault.save(update_fields=["remaining"])
    else:
        fault.delete()
    return fault


def fail(fault: Fault, request: HttpRequest, get_response: Answer) -> HttpResponse:
    return FAILING[fault.kind](fault, request, get_response)


def _slow(fault: Fault, request: HttpRequest, get_response: Answer) -> HttpResponse:
    time.sleep(fault.seconds)
    return get_response(request)


def _cut_off(_fault: Fault, request: HttpRequest, get_response: Answer) -> HttpResponse:
    """Announce the whole body and send half of it: the connection then closes in the middle."""
    response = get_response(request)
    body = response.content or b"{}  "
    response.content = body[: len(body) // 2]
    response["Content-Length"] = str(len(body))
    return response


def _rate_limited(fault: Fault, _request: HttpRequest, _get_response: Answer) -> HttpResponse:
    body = {"title": "Rate Limit Hit", "detail": "Please wait, then retry your request"}
    return JsonResponse(body, status=429, headers={"Retry-After": fault.retry_after})


def _server_error(_fault: Fault, _request: HttpRequest, _get_response: Answer) -> HttpResponse:
    return server_error().answer()


def _malformed(_fault: Fault, _request: HttpRequest, _get_response: Answer) -> HttpResponse:
    return HttpResponse('{"id": "broken', content_type="application/json")


def _unauthorized(_fault: Fault, _request: HttpRequest, _get_response: Answer) -> HttpResponse:
    return wrong_credentials().answer()


FAILING: dict[str, Callable[[Fault, HttpRequest, Answer], HttpResponse]] = {
    "slow": _slow,
    "cut_off": _cut_off,
    "rate_limited": _rate_limited,
    "server_error": _server_error,
    "malformed": _malformed,
    "unauthorized": _unauthorized,
}
