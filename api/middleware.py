from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from api.problems import MEDIA_TYPE, problem_answer

PREFIX = "/api/v1/"
KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")
ADVICE = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. What there is: /api/.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; see Allow.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something broke on our side, and is in the log. Try later.",
}


class ApiMiddleware:
    """Keeps cookies away from the API, and HTML pages from who calls it.

    Without cookies there is no session, so nothing that a browser could be made to send counts.
    Nor does a language: programs, and who makes them, read English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        request.COOKIES = {}
        return _for_scripts(self._get_response(request))


def _for_scripts(response: HttpResponseBase) -> HttpResponseBase:
    status = response.status_code
    is_page = not response.streaming and response.get("Content-Type") != MEDIA_TYPE
    if status >= 400 and is_page:
        kept = {name: response[name] for name in KEPT_HEADERS if name in response}
        detail = ADVICE.get(HTTPStatus(status), HTTPStatus(status).description)
        # Not closed: closing tells Django that the request is over, and it is not.
        response = problem_answer(status, detail or HTTPStatus(status).phrase, headers=kept)
    response.setdefault("Cache-Control", "no-store")
    return response
