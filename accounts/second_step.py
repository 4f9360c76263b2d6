"""Whoever `SECOND_STEP_REQUIRED` names gets no further than their own account without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User

NOBODY, ADMINISTRATORS, EVERYBODY = "nobody", "administrators", "everybody"
# Recovery codes alone are none: they stand in for one of these.
_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What it takes to set one up, to prove who one is for it, and to leave.
_OPEN = {
    "accounts:account",
    "accounts:go_on",
    "accounts:preferences",
    "accounts:sign_in",
    "accounts:sign_in_again",
    "accounts:sign_out",
    "usersessions_list",
    "socialaccount_connections",
    "healthz",
    "shortcuts",
}
_OPEN_BEGINNINGS = ("mfa_", "account_")


def lacks_second_step(user: User) -> bool:
    """Whether the user has to have a second step of signing in, and has none."""
    if not _is_required(user):
        return False
    return not Authenticator.objects.filter(user=user, type__in=_STEPS).exists()


class SecondStepMiddleware:
    """Leads who lacks one to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if settings.SECOND_STEP_REQUIRED == NOBODY or _is_open(request):
            return None
        # Whoever sends no session is nobody here: callbacks and scripts.
        if not request.session.session_key or not isinstance(request.user, User):
            return None
        if not lacks_second_step(request.user):
            return None
        messages.warning(
            request,
            _("You need a second step to go on: set up an authenticator app, or add a passkey."),
        )
        # Where a part of a page was asked for, the account is not to stand in its place.
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(reverse("accounts:account"))
        return redirect("accounts:account")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = match.view_name if match else ""
    return name in _OPEN or name.startswith(_OPEN_BEGINNINGS)


def _is_required(user: User) -> bool:
    if settings.SECOND_STEP_REQUIRED == ADMINISTRATORS:
        return user.has_perm("accounts.manage_people")
    return bool(settings.SECOND_STEP_REQUIRED == EVERYBODY)
