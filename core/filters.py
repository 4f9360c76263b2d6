from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from core.templatetags.ui import PAGING_PARAMETERS


@dataclass(frozen=True)
class Chip:
    """A filter that is on; `query` is the address without it."""

    label: str
    value: str
    query: str


class ListFilters(forms.Form):
    """What a list is narrowed to by its address.

    A value that makes no sense narrows nothing, and `problems` says so.
    """

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, auto_id="filter_%s")
        self.query = query
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
