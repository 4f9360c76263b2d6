from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from core.api import get_account
from core.redaction import HIDDEN
from meetings_api import ApplicationAuth, Misconfigured


def request_preview(method: str, path: str, body: Mapping[str, Any]) -> str:
    """The request that saving would send, as a curl command; the credentials are masked.

    Empty when no account is configured.
    """
    try:
        account = get_account()
        scheme = "Bearer" if isinstance(account.auth, ApplicationAuth) else "Basic"
    except Misconfigured:
        return ""
    lines = [
        f"curl --request {method} {shlex.quote(account.url + path)}",
        f"--header {shlex.quote(f'Authorization: {scheme} {HIDDEN}')}",
        "--header 'Content-Type: application/json'",
        f"--data {shlex.quote(json.dumps(body, ensure_ascii=False, indent=2))}",
    ]
    return " \\\n  ".join(lines)
