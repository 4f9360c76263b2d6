from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView
from accounts.saved_views import kept_query

# As many as there is room for in a row.
MOST_CHARACTERS = 2000


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_shared = forms.BooleanField(
        label=_("Share it"),
        required=False,
        help_text=_("Everybody who may open this list sees the name, and what it is narrowed to."),
    )

    @classmethod
    def of(cls, view: SavedView, data: Any = None) -> SavedViewForm:
        return cls(data, initial={"name": view.name, "is_shared": view.is_shared})

    def refuse_name(self) -> None:
        self.add_error("name", _("You have a view of this name already."))


class NewViewForm(SavedViewForm):
    page = forms.CharField(max_length=60, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        query = kept_query(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError(
                _("Filter or sort the list first: there is nothing to keep.")
            )
        if len(query) > MOST_CHARACTERS:
            raise forms.ValidationError(_("This filter is too long to be kept."))
        return query
