from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.ui import PAGING_PARAMETERS

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Chip:
    """A filter that is on; `query` is the address without it."""

    label: str
    value: str
    query: str


class ListFilters(forms.Form):
    """What a list is narrowed to by its address.

    A value that makes no sense narrows nothing, and `problems` says so. What the chips name is
    what `user` may see the name of.
    """

    def __init__(self, query: QueryDict, *, user: User | None = None) -> None:
        super().__init__(query, auto_id="filter_%s")
        self.query = query
        self.user = user
        self.is_valid()

    def wanted(self, name: str) -> Any:
        """The value asked for, None when there is none (or no usable one)."""
        return self.cleaned_data.get(name) or None

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def problems(self) -> list[str]:
        return [
            f"{self[name].label}: {' '.join(map(str, errors))}"
            for name, errors in self.errors.items()
        ]

    @property
    def chips(self) -> Iterator[Chip]:
        for name, value in self.cleaned_data.items():
            if value:
                yield Chip(str(self[name].label), self.words_for(name), self._without(name))

    def words_for(self, name: str) -> str:
        """How the chip of a filter names its value."""
        field = self.fields[name]
        value = self.data.get(name, "")
        if isinstance(field, forms.ChoiceField):
            labels: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
            return str(labels.get(value, value))
        return str(value)

    def _without(self, name: str) -> str:
        query = self.query.copy()
        for key in (name, *PAGING_PARAMETERS):
            query.pop(key, None)
        return f"?{query.urlencode()}"


def unusable_filter_words(filters: ListFilters) -> str:
    """Why nothing is done to all that `filters` match; empty where each of its values is usable."""
    if not filters.problems:
        return ""
    words = _("Nothing was begun, because part of the filter makes no sense: %(problems)s")
    return words % {"problems": " ".join(filters.problems)}


def export_refused(request: HttpRequest, filters: ListFilters, page: str) -> HttpResponse | None:
    """Back to the list named `page`, which says what of its filter makes no sense.

    None where all of it does. A file of everything is not what was asked for.
    """
    if words := unusable_filter_words(filters):
        messages.error(request, words)
        return redirect(f"{reverse(page)}?{filters.query.urlencode()}")
    return None
