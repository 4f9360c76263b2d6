"""What differs from django-allauth's own ways."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from accounts.language import in_language_of
from accounts.rate_limits import seconds_to_wait, too_many_tries
from accounts.recent import is_recently_authenticated

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  no address to listen at


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.ACCOUNT_SIGN_UP)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        with in_language_of(context.get("user")):
            super().send_mail(template_prefix, email, context)

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            # A request through a socket has none; all of those share their limits.
            return UNKNOWN_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=key
        )
        if not self._login_failed_rl_usage:
            seconds = seconds_to_wait(request, "login_failed", key=key)
            raise ImmediateHttpResponse(too_many_tries(request, seconds=seconds))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the address, or anybody could keep somebody else from signing in; and without the
        # host, or each port that a request names would allow further tries.
        name = str(credentials.get("username") or credentials.get("email") or "")
        return f"{name.lower()}:{ratelimit.get_ip(request)}"

    def is_reauthentication_required(self, **_kwargs: Any) -> bool:
        return not is_recently_authenticated(context.request)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whom the provider knows is let in when they have an account here, or may get one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(settings.OIDC_SIGN_UP or settings.ACCOUNT_SIGN_UP)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        # No address here was verified: an equal one proves nothing.
        return False
