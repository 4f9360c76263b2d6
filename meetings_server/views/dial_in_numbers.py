from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings_server.dial_in_numbers import DIAL_IN_NUMBERS
from meetings_server.refusals import no_route


def dial_in_numbers(request: HttpRequest, family: str) -> HttpResponse:
    """For everybody: the service asked for no credentials (the contract, section 1, row 9)."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
    if request.method not in ("GET", "HEAD"):
        raise no_route(request.method, request.path)
    return JsonResponse(DIAL_IN_NUMBERS, safe=False)
