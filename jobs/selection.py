from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from jobs.packed_keys import PackingBroken, keys_packed, keys_unpacked
from jobs.services import MOST_ITEMS

# More of them are selected by their filter.
MOST_SELECTED = 1000

Things = TypeVar("Things", bound=QuerySet[Any])


@dataclass(frozen=True)
class Change:
    """How many came since somebody was asked about a selection, and how many left it."""

    came: int
    left: int


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
    def keys(self) -> frozenset[int]:
        """No further than a job goes."""
        return frozenset(self.things.order_by().values_list("pk", flat=True)[: MOST_ITEMS + 1])

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def is_too_many(self) -> bool:
        return self.count > MOST_ITEMS

    @property
    def shown(self) -> str:
        """What a question has to send along, so that its answer is about these and no others."""
        return keys_packed(self.keys) if self.is_all and not self.is_too_many else ""

    def change_since(self, shown: str) -> Change | None:
        """None where it is what was `shown` to whoever was asked, or nobody was asked."""
        if not self.is_all or not shown:
            return None
        try:
            known = keys_unpacked(shown, most=MOST_ITEMS)
        except PackingBroken:
            known = frozenset()
        if known == self.keys:
            return None
        return Change(came=len(self.keys - known), left=len(known - self.keys))

    @property
    def settled(self) -> Things:
        """Those that were compared with what was shown, and none that came a moment later."""
        return self.things.filter(pk__in=self.keys)
