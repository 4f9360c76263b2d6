from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.given_rights import NotAllowed
from accounts.http import HttpRequest
from accounts.invitation_forms import InvitationForm, NewPersonForm
from accounts.invitations import (
    NotUsable,
    invitation_accept,
    invitation_create,
    invitation_of,
    invitation_revoke,
    invitation_send,
    invitations_for,
)
from accounts.models import Invitation, User
from accounts.rate_limits import guessed_wrong, may_guess, too_many_tries
from accounts.recent import recent_authentication_required


@require_http_methods(["GET", "POST"])
@recent_authentication_required
@never_cache
def invitation_list(request: HttpRequest) -> HttpResponse:
    invitations = invitations_for(request.user)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    link, was_sent = "", False
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = invitation_create(actor=request.user, **form.cleaned_data)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
            was_sent = bool(invitation.email) and invitation_send(invitation, link)
            form = InvitationForm()
    context = {"section": "people", "invitations": invitations, "form": form}
    context |= {"link": link, "was_sent": was_sent}
    status = 400 if form.errors else 200
    return render(request, "accounts/invitations.html", context, status=status)


@require_POST
def invitation_take_back(request: HttpRequest, invitation_pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_for(request.user), pk=invitation_pk)
    invitation_revoke(invitation=invitation, actor=request.user)
    messages.success(request, _("The invitation is taken back: its link works no more."))
    return redirect("people:invitations")


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_use(request: HttpRequest, token: str) -> HttpResponse:
    if not may_guess(request, "invitation"):
        return too_many_tries(request)
    try:
        return _used(request, token, invitation_of(token))
    except NotUsable:
        guessed_wrong(request, "invitation")
        return render(request, "accounts/invitation_over.html", status=410)


def _used(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = NewPersonForm(
        request.POST if request.method == "POST" else None, initial={"email": invitation.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = invitation_accept(token=token, user=form.save(commit=False))
        except IntegrityError:
            # Somebody else took it since the form looked.
            form.add_error("username", _("This name is taken."))
        else:
            return _signed_in(request, user)
    status = 400 if form.errors else 200
    return render(request, "accounts/invitation.html", {"form": form}, status=status)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """By the library's own way in, which notes the device as well."""
    login = Login(user=user, redirect_url=reverse("overview"))
    name = {"username": user.get_username()}
    return cast("HttpResponse", perform_password_login(request, name, login))
