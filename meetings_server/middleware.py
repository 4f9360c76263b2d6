from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from meetings_server.families import FAMILIES
from meetings_server.faults import fail, next_fault
from meetings_server.refusals import Refusal, server_error, too_large

Answer = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)


class PlainErrors:
    """Every error has a JSON body, whatever went wrong, and slashes do not matter."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = re.sub("/+", "/", request.path_info).rstrip("/") or "/"
        response = self._get_response(request)
        if response.status_code == 204:
            # There is nothing that could have a type.
            del response["Content-Type"]
        if not response.streaming:
            # Without it waitress closes the connection after each answer.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return _without_body(response) if request.method == "HEAD" else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        if isinstance(exception, Refusal):
            return exception.answer()
        if isinstance(exception, RequestDataTooBig):
            return too_large().answer()
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        return server_error().answer()


def _without_body(response: HttpResponse | StreamingHttpResponse) -> Any:
    """waitress leaves it to the application that HEAD has the headers only."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
        return response
    response.content = b""
    return response


def faults(get_response: Answer) -> Answer:
    """Make the next answers of the API fail as the control surface has asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info.strip("/")
        family = next((family for family in FAMILIES if path.startswith(f"{family}/")), None)
        fault = next_fault(path.removeprefix(f"{family}/")) if family else None
        return fail(fault, request, get_response) if fault else get_response(request)

    return middleware
