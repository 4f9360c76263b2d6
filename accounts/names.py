"""How much of the names of people in sessions the one who is looking sees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.models import NamesShown, User
from accounts.sight import sight_of

MOST_INITIALS = 3

# None: nobody is looking. The worker and commands have to know whole names.
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class NamesMiddleware:
    """Remembers for whom a page is made, so that no page can forget to ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _request.set(request)
        try:
            return self._get_response(request)
        finally:
            _request.reset(token)


def names_shown() -> NamesShown:
    """To the one for whom the current request is answered; FULL outside of any request."""
    request = _request.get()
    if request is None:
        return NamesShown.FULL
    user = getattr(request, "user", None)
    return sight_of(user).names if isinstance(user, User) else NamesShown.HIDDEN


def are_names_shown() -> bool:
    return names_shown() == NamesShown.FULL


def name_seen(name: str, *, key: str, shown: NamesShown) -> str:
    """As much of `name` as `shown` lets through; `key` tells the nameless from one another."""
    if shown == NamesShown.FULL:
        return name
    found = initials(name) if shown == NamesShown.INITIALS else ""
    return found or _("Person %(mark)s") % {"mark": hashlib.sha256(key.encode()).hexdigest()[:4]}


def initials(name: str) -> str:
    """`Zofia Nowak-Lis` is `Z. N.`; empty for a name without a letter or a digit."""
    letters = (next((each for each in word if each.isalnum()), "") for word in name.split())
    return " ".join(f"{each.upper()}." for each in [*filter(None, letters)][:MOST_INITIALS])
