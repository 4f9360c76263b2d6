"""Who does what cannot be undone, or opens doors, has lately proved to be who they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.held_posts import hold_post
from accounts.http import HttpRequest
from accounts.lifetime import signed_in_at

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]


def is_recently_authenticated(request: DjangoHttpRequest) -> bool:
    """Within ACCOUNT_REAUTHENTICATION_TIMEOUT, by signing in or by proving it again."""
    if not request.user.is_authenticated:
        return False
    proofs = [record["at"] for record in get_authentication_records(request, request.user)]
    last = float(max([*proofs, signed_in_at(request)]))
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def recent_authentication_to_change(view: View[Parameters]) -> View[Parameters]:
    """The same for what is posted only: to look needs no other proof."""
    guarded = recent_authentication_required(view)

    @wraps(view)
    def wrapped(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        found = guarded if request.method == "POST" else view
        return found(request, *args, **kwargs)

    return cast("View[Parameters]", wrapped)


def recent_authentication_required(view: View[Parameters]) -> View[Parameters]:
    """Ask for the password (or a code, or a passkey) first, then go on with the page."""

    @wraps(view)
    def wrapped(
        request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        if is_recently_authenticated(request):
            return view(request, *args, **kwargs)
        return proof_first(request)

    return cast("View[Parameters]", wrapped)


def proof_first(request: HttpRequest) -> HttpResponse:
    """To the page that asks for a proof, and then back.

    What was posted is not repeated by itself, but kept: one more click sends it.
    """
    after = request.get_full_path()
    if request.method == "POST":
        hold_post(request)
        after = reverse("accounts:go_on")
    return HttpResponseRedirect(f"{_where_to_prove(request)}?{urlencode({'next': after})}")


def _where_to_prove(request: HttpRequest) -> str:
    # Somebody who came by single sign-on has nothing here to prove it with.
    has_means = bool(get_reauthentication_flows(request.user))
    return reverse("account_reauthenticate" if has_means else "accounts:sign_in_again")
