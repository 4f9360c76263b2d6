"""Who calls: told by the token in the Authorization header, and by nothing else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import Throttled
from ninja.security import HttpBearer

from accounts.models import ApiToken
from accounts.tokens import token_accepted, token_used
from core.origin import note_token


class Token(HttpBearer):
    def __call__(self, request: HttpRequest) -> ApiToken:
        # The library's own would write a header that it cannot read to the log.
        kind, _space, text = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, text if kind.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Raises TokenRefused, Throttled."""
        accepted = token_accepted(token)
        if not token_used(accepted, most_a_minute=settings.API_CALLS_PER_MINUTE):
            raise Throttled(wait=60 - timezone.now().second)
        note_token(str(accepted))
        request.user = accepted.user
        return accepted
