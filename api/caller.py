from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Whose token it is, limited to the token's scopes."""
    return cast("User", request.user)
