"""Who may see the lab: whoever has the control token, on this machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from meetings_server.credentials import control_token
from meetings_server.refusals import Refusal, forbidden

COOKIE = "lab"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """For this machine only, with headers that let nothing but the page itself run."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: object) -> HttpResponse:
        if not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            raise forbidden("The lab answers this machine only")
        try:
            response = csrf_protect(view)(request, **arguments)
        except Refusal as refusal:
            message = refusal.body.get("message", "This cannot be done")
            response = render(
                request, "lab/refusal.html", {"message": message}, status=refusal.status
            )
        for name, value in HEADERS.items():
            response[name] = value
        return response

    # Checked inside, where the refusal of a form gets the headers too.
    return csrf_exempt(guarded)


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **arguments: object) -> HttpResponse:
        shown = request.COOKIES.get(COOKIE, "")
        if not secrets.compare_digest(shown.encode(), _proof().encode()):
            return redirect("/lab/sign-in")
        return view(request, **arguments)

    return page(guarded)


def _proof() -> str:
    """Of the control token, and good for as long as that; the token itself cannot be read off."""
    return salted_hmac("lab", control_token(), algorithm="sha256").hexdigest()


@page
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "lab/sign_in.html")
    given = request.POST.get("token", "").strip()
    if not secrets.compare_digest(given.encode(errors="replace"), control_token().encode()):
        return render(request, "lab/sign_in.html", {"is_wrong": True}, status=403)
    response = redirect("/lab")
    response.set_cookie(COOKIE, _proof(), path="/lab", httponly=True, samesite="Strict")
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = "This form is too old or comes from elsewhere. Open the lab again, then repeat it."
    return render(request, "lab/refusal.html", {"message": message}, status=403)
