from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

ALREADY_COMPRESSED = ("video/", "image/", "application/zip")


class CompressionMiddleware(GZipMiddleware):
    """Leaves alone what would not get smaller, and would lose its length and its ranges."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(ALREADY_COMPRESSED):
            return response
        return super().process_response(request, response)
