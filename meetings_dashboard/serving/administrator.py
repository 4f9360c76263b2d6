from __future__ import annotations

import secrets

from accounts.models import User

NAME = "admin"


def first_administrator() -> tuple[str, str] | None:
    """Make the first administrator; name and password, or None when somebody is there already."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(NAME, password=password)
    return NAME, password
