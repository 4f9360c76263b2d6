from __future__ import annotations

import time

from django.http import HttpResponse
from django.test import Client

DEADLINE_SECONDS = 60


def poll(client: Client, url: str, *, etag: str | None = None) -> HttpResponse:
    """Ask for a live region, as static/js/live.js does."""
    headers = {"HX-Request": "true"} | ({"If-None-Match": etag} if etag else {})
    return client.get(url, headers=headers)


def poll_until_unchanged(client: Client, url: str) -> HttpResponse:
    """The first 304; what shows a duration may change once in between."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    response = poll(client, url)
    while response.status_code != 304 and time.monotonic() < deadline:
        response = poll(client, url, etag=response["ETag"])
    assert response.status_code == 304
    return response
