from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.forms import Labelled
from accounts.models import User

# What the library raises for a credential that no browser has made.
NO_CREDENTIAL = (AttributeError, InvalidSignature, KeyError, TypeError, ValueError)


class _GoodOnce:
    """The library forgets a used code after one period, but takes it for as many as it tolerates
    around that."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = normalize_user_code(self.cleaned_data["code"])
        used = f"accounts.mfa_forms.used?user={self.user.pk}&code={code}"
        if cache.get(used):
            raise get_adapter().validation_error("incorrect_code")
        taken = str(super().clean_code())  # type: ignore[misc]
        cache.set(used, "y", app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))
        return taken


class CodeForm(_GoodOnce, Labelled, AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_GoodOnce, Labelled, ReauthenticateForm):  # type: ignore[misc]
    pass


class NewAppForm(_GoodOnce, Labelled, ActivateTOTPForm):  # type: ignore[misc]
    pass


class _WithCredential:
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyForm(_WithCredential, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_WithCredential, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeySignInForm(_WithCredential, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "It then asks for your finger, your face or a PIN. Otherwise it is a second step."
        )

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except NO_CREDENTIAL:
            raise get_adapter().validation_error("incorrect_code") from None
