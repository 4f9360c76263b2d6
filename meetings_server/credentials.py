"""What a client needs to call this server, made at the first start and kept."""

from __future__ import annotations

import json
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from meetings_server.applications import application_make, default_application
from meetings_server.models import Application
from meetings_server.secret_files import write_private

FIELDS = {"application_id", "api_key", "api_secret", "private_key", "control_token"}


def credentials_file() -> Path:
    return Path(settings.DATA_DIR) / "credentials.json"


def ensure_credentials(url: str) -> bool:
    """Write where the server listens; whether this is its first start.

    A file that was lost is made anew: the application, its key and its secret stay, the private
    key, of which the database has the public half only, is another one.
    """
    is_new = not Application.objects.exists()
    known = {} if is_new else _read()
    if not set(known) >= FIELDS:
        application = Application(is_default=True) if is_new else default_application()
        made = application_make(application)
        known = {**made, "control_token": secrets.token_urlsafe(24)}
    write_private(credentials_file(), json.dumps(known | {"url": url}, indent=2) + "\n")
    control_token.cache_clear()
    return is_new


def _read() -> dict[str, str]:
    try:
        known = json.loads(credentials_file().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


@cache
def control_token() -> str:
    return str(json.loads(credentials_file().read_text())["control_token"])
