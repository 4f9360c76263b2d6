from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from webhooks.receiver import receive

PREFIX = "/hooks/"


class ReceiverMiddleware:
    """A short way for callbacks: a sender has no session, no language and no page to protect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = callback_token(request.path_info)
        if not token:
            return self._get_response(request)
        request.get_host()
        return receive(request, token=token)


def callback_token(path: str) -> str:
    """What the URLconf would read from the receiver's address; empty for another one."""
    token, slash, rest = path.removeprefix(PREFIX).partition("/")
    return token if path.startswith(PREFIX) and slash and not rest else ""
