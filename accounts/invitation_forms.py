from __future__ import annotations

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.people_forms import RolesField


class InvitationForm(forms.Form):
    email = forms.EmailField(
        required=False,
        label=_("E-mail address"),
        help_text=_("Without one, hand the link over yourself."),
    )
    groups = RolesField()


class NewPersonForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "email")
        labels = {"email": _("E-mail address")}

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This name is taken."))
        return name

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email and User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email
