from __future__ import annotations

from datetime import timedelta

from django.test import Client

from accounts.models import ApiToken, TokenScope, User
from accounts.tokens import token_create
from tests.support.log_scrape import canary

DAY = timedelta(days=1)


def make_token(
    user: User, *scopes: str, name: str = "nightly", lasts: timedelta = DAY
) -> tuple[ApiToken, str]:
    """A token and its text; without scopes, with all of them."""
    token, text = token_create(
        user=user, name=name, scopes=scopes or TokenScope.values, lasts=lasts
    )
    canary(text[17:])
    return token, text


def bearer(text: str) -> Client:
    """A script: no session, no CSRF token, one header."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {text}"})


def script_of(user: User, *scopes: str) -> Client:
    return bearer(make_token(user, *scopes)[1])
