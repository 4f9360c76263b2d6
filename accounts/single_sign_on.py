"""The two steps of single sign-on, which fail politely when the other side is away, and its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.socialaccount.internal.flows.connect import validate_disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.signals import social_account_removed
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import HttpRequest as OurRequest
from accounts.recent import recent_authentication_required

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest, str], HttpResponse]


def _told_when_away(view: View) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        # No connection (all errors of requests are of this kind), no JSON, no such key in it.
        except (OSError, ValueError, KeyError) as error:
            logger.warning("Single sign-on: %s", error)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return cast("View", wrapped)


login = _told_when_away(views.login)
callback = _told_when_away(views.callback)


@require_POST
@recent_authentication_required
def disconnect(request: OurRequest, connection_pk: int) -> HttpResponse:
    """Also from a provider that is configured no more; not from the only way in."""
    connection = get_object_or_404(SocialAccount, user=request.user, pk=connection_pk)
    try:
        validate_disconnect(request, connection)
    except ValidationError:
        messages.error(request, _("Set a password first: you could not sign in any more."))
        return redirect("accounts:account")
    connection.delete()
    social_account_removed.send(sender=SocialAccount, request=request, socialaccount=connection)
    messages.success(request, _("Single sign-on is disconnected."))
    return redirect("accounts:account")
