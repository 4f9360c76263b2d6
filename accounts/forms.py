from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rate_limits import may_mail
from accounts.tasks import send_password_links
from accounts.zones import zone_names


class Labelled:
    """Labels above fields say what goes into them; a placeholder would say it again."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class SignInForm(Labelled, LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username")
        # The page has a link of its own to where a password is reset.
        self.fields["password"].help_text = ""


class SignUpForm(Labelled, SignupForm):  # type: ignore[misc]
    pass


class ForgottenPasswordForm(Labelled, ResetPasswordForm):  # type: ignore[misc]
    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        """Whoever asked for too many mails to one address reads the same, too."""
        email = str(self.cleaned_data["email"])
        if may_mail(request, email):
            send_password_links.delay(email, request.build_absolute_uri("/"), get_language())
        return email


class NewPasswordFromLinkForm(Labelled, ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ProveForm(Labelled, ReauthenticateForm):  # type: ignore[misc]
    pass


class PasswordChangeForm(Labelled, ChangePasswordForm):  # type: ignore[misc]
    pass


class FirstPasswordForm(Labelled, SetPasswordForm):  # type: ignore[misc]
    pass


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the dashboard is shown to somebody."""

    class Meta:
        model = User
        fields = ("language", "time_zone", "shortcuts_off")

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Same as the browser")), *settings.LANGUAGES],
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("The browser's")), *((name, name) for name in zone_names())],
        help_text=_("Times are shown, and typed, in this zone."),
    )
    shortcuts_off = forms.BooleanField(
        label=_("Turn off single-key shortcuts"),
        required=False,
        help_text=_("For those who dictate to the computer, or press keys by accident."),
    )


class EmailForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email",)
        labels = {"email": _("E-mail address")}

    def clean_email(self) -> str:
        """Lower case, as it is looked up when a password is forgotten."""
        email = str(self.cleaned_data["email"]).lower()
        if email and User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email
