"""What every answer of ours tells browsers and proxies not to do with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What no page of ours uses, and so no script that got into one may use.
_UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _UNUSED)


class ResponseHeadersMiddleware:
    """Nothing is kept in a cache unless its view says so, and no redirect tells where it comes from.

    Pages themselves keep the referrer within this site: without it forms cannot be told from forged
    ones over https.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        headers = response.headers
        headers.setdefault("Cache-Control", "private, no-store")
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if 300 <= response.status_code < 400 and "Location" in headers:
            headers.setdefault("Referrer-Policy", "no-referrer")
        return response
