from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.test import Client

from webhooks.drain import callbacks_drain
from webhooks.models import Callback
from webhooks.services import callback_store

FOLDER = Path(__file__).parents[1] / "payloads" / "callbacks"
RECEIVER = "/hooks/canary-token-one/"


def payload(file: str, /, **changes: Any) -> dict[str, Any]:
    return json.loads((FOLDER / f"{file}.json").read_text()) | changes


def post(body: Any, *, url: str = RECEIVER, content_type: str = "application/json"):
    """Send a body as the API would: no session, no CSRF token."""
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(url, data=raw, content_type=content_type)


def receive(body: dict[str, Any]) -> Callback:
    """Store a callback and apply it, without the HTTP between."""
    callback = callback_store(body=json.dumps(body).encode(), headers={})
    callbacks_drain()
    callback.refresh_from_db()
    return callback
