"""The two steps of single sign-on, which fail politely when the other side is away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
