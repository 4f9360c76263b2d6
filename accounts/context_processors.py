from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def sign_in(request: HttpRequest) -> dict[str, Any]:
    return {
        "may_sign_up": settings.ACCOUNT_SIGN_UP,
        "can_have_passkeys": lambda: not _is_address(request.get_host()),
    }


def _is_address(host: str) -> bool:
    """Browsers tie passkeys to names, and refuse to for an address."""
    try:
        ipaddress.ip_address(host.rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return False
    return True
