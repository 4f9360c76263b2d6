from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from jobs.services import MOST_ITEMS

# More of them are selected by their filter.
MOST_SELECTED = 1000

Things = TypeVar("Things", bound=QuerySet[Any])


@dataclass(frozen=True)
class Selection(Generic[Things]):
    """What a form is about, those ticked or all of a filter, and what it has to send again."""

    things: Things
    fields: list[tuple[str, str]]
    # Of a filter that narrows less than was meant: everything might match it.
    problems: str = ""

    @property
    def is_all(self) -> bool:
        return any(name == "all" for name, _value in self.fields)

    @cached_property
    def count(self) -> int:
        """Counted no further than a job goes."""
        return self.things.order_by()[: MOST_ITEMS + 1].count()

    @property
    def is_too_many(self) -> bool:
        return self.count > MOST_ITEMS

    def is_as_large(self, count: str) -> bool:
        """Whether whoever was asked about it, and shown this `count`, was asked about the same."""
        return not self.is_all or not count or count == str(self.count)
