from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings_server.families import FAMILIES
from meetings_server.models import Fault
from meetings_server.refusals import Refusal, not_found, wrong_credentials

Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)


def plain_errors(get_response: Answer) -> Answer:
    """Every error has a JSON body, whatever went wrong, and slashes do not matter."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.path_info = re.sub("/+", "/", request.path_info).rstrip("/") or "/"
        response = get_response(request)
        if response.status_code == 404 and response.get("Content-Type", "").startswith("text/html"):
            return not_found(f"Cannot {request.method} {request.path}").answer()
        return response

    return _Errors(middleware)


class _Errors:
    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return exception.answer()
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        body = {"message": "Internal server error", "name": "InternalServerError", "status": 500}
        return JsonResponse(body, status=500)


def faults(get_response: Answer) -> Answer:
    """Make the next answers of the API fail as the control surface has asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info.strip("/")
        family = next((family for family in FAMILIES if path.startswith(f"{family}/")), None)
        fault = _next_fault(path.removeprefix(f"{family}/")) if family else None
        return _failing(fault, request, get_response) if fault else get_response(request)

    return middleware


@transaction.atomic
def _next_fault(path: str) -> Fault | None:
    for fault in Fault.objects.order_by("id"):
        if not path.startswith(fault.path):
            continue
        if fault.skip:
            fault.skip -= 1
            fault.save(update_fields=["skip"])
            return None
        fault.remaining -= 1
        fault.save(update_fields=["remaining"]) if fault.remaining else fault.delete()
        return fault
    return None


def _failing(fault: Fault, request: HttpRequest, get_response: Answer) -> HttpResponse:
    if fault.kind == "slow":
        time.sleep(fault.seconds)
        return get_response(request)
    if fault.kind == "cut_off":
        return _cut_off(get_response(request))
    return FAILING[fault.kind](fault)


def _cut_off(response: HttpResponse) -> HttpResponse:
    """Announce the whole body and send half of it: the connection then closes in the middle."""
    body = response.content or b"{}  "
    response.content = body[: len(body) // 2]
    response["Content-Length"] = str(len(body))
    return response


def _rate_limited(fault: Fault) -> HttpResponse:
    body = {"title": "Rate Limit Hit", "detail": "Please wait, then retry your request"}
    return JsonResponse(body, status=429, headers={"Retry-After": fault.retry_after})


def _server_error(_fault: Fault) -> HttpResponse:
    body = {"message": "Internal server error", "name": "InternalServerError", "status": 500}
    return JsonResponse(body, status=500)


def _malformed(_fault: Fault) -> HttpResponse:
    return HttpResponse('{"id": "broken', content_type="application/json")


def _unauthorized(_fault: Fault) -> HttpResponse:
    return wrong_credentials().answer()


FAILING: dict[str, Callable[[Fault], HttpResponse]] = {
    "rate_limited": _rate_limited,
    "server_error": _server_error,
    "malformed": _malformed,
    "unauthorized": _unauthorized,
}
KINDS = ("slow", "cut_off", *FAILING)
