from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.token_scopes import scopes_for

LENGTHS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("1 year")}


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What it is for, for example the script that uses it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("Never more than your roles let you do at the moment it is used."),
        error_messages={"required": _("Choose at least one thing that it may do.")},
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(label=_("Works for"), choices=list(LENGTHS.items()), initial="90")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(scope.value, scope.label) for scope in scopes_for(user)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))
