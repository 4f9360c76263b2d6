from __future__ import annotations

from django.http import HttpRequest as DjangoHttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class HttpRequest(DjangoHttpRequest):
    """A request of a signed-in user: LoginRequiredMiddleware lets no other reach a page."""

    user: User
    htmx: HtmxDetails
