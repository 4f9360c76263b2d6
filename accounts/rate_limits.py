"""How often one may try, and what those read who tried too often."""

from __future__ import annotations

import math
import time

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.audit import Act

# The longest of the limits that are not told apart (see ACCOUNT_RATE_LIMITS).
LONGEST_WAIT_SECONDS = 60


def seconds_to_wait(request: HttpRequest, action: str, *, key: str) -> int:
    """Until the first of the limits of `action` that are used up lets another try through."""
    now = time.time()
    waits = [0.0]
    for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS.get(action)):
        cache_key = ratelimit.get_cache_key(
            request, app="allauth.account", action=action, rate=rate, key=key
        )
        tries = [at for at in cache.get(cache_key, []) if at > now - rate.duration]
        if len(tries) >= rate.amount:
            waits.append(tries[-1] + rate.duration - now)
    return math.ceil(max(waits)) or LONGEST_WAIT_SECONDS


def too_many_tries(request: HttpRequest, *, seconds: int = LONGEST_WAIT_SECONDS) -> HttpResponse:
    _on_record(request, seconds)
    context = {"minutes": math.ceil(seconds / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def may_guess(request: HttpRequest, action: str) -> bool:
    """Whether this address has not guessed wrong too often; a right guess is not told apart."""
    allowed = ratelimit.consume(
        request, app="allauth.account", action=action, dry_run=True, limit_get=True
    )
    return allowed is not None


def guessed_wrong(request: HttpRequest, action: str) -> None:
    ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)


def may_mail(request: HttpRequest, email: str) -> bool:
    """Whether no more mails were asked for than that address is to get, whoever asked."""
    key = email.lower()
    used = ratelimit.consume(request, app="allauth.account", action="password_mail", key=key)
    return used is not None


def _on_record(request: HttpRequest, seconds: int) -> None:
    """Once for as long as it lasts: whoever goes on trying must not fill the record."""
    place = _without_secret(request)
    if cache.add(f"too_many_tries:{ratelimit.get_ip(request)}:{place}", 1, timeout=seconds):
        actor = request.user if request.user.is_authenticated else None
        Act(actor, "too_many_tries", place).refused()


def _without_secret(request: HttpRequest) -> str:
    found = request.resolver_match
    is_secret = found and {"token", "key"} & found.kwargs.keys()
    return f"/{request.path.split('/')[1]}/" if is_secret else request.path
