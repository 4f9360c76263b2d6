"""Keyset paging: a page costs the same at any depth, and rows that arrive shift nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet

PAGE_SIZE = 50
# Keys that no two rows share.
UNIQUE = ("pk", "id")
_SALT = "core.paging"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page; a cursor is None where there is nothing further in its direction."""

    rows: Sequence[M]
    previous_cursor: str | None
    next_cursor: str | None

    @property
    def is_whole(self) -> bool:
        return self.previous_cursor is None and self.next_cursor is None


@dataclass(frozen=True)
class _Position:
    value: Any
    pk: int
    backwards: bool


def keyset_page(
    queryset: QuerySet[M],
    *,
    key: str,
    descending: bool,
    cursor: str | None,
    size: int = PAGE_SIZE,
) -> Page[M]:
    """The page of `queryset` that `cursor` points to, ordered by `key`, then by primary key.

    `key` names a field or annotation that is never null. A cursor that was not made here, or
    for another sort order, gives the first page.
    """
    position = _decode(cursor, key, descending)
    backwards = position is not None and position.backwards
    rows = _rows(queryset, key, descending != backwards, position, size + 1)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else position is not None
    has_next = True if backwards else more
    return Page(
        rows,
        _encode(rows[0], key, descending, backwards=True) if rows and has_previous else None,
        _encode(rows[-1], key, descending, backwards=False) if rows and has_next else None,
    )


def is_cursor(cursor: str, *, key: str, descending: bool) -> bool:
    """Whether it was made here, for this sort order."""
    return _decode(cursor, key, descending) is not None


def _rows(
    queryset: QuerySet[M],
    key: str,
    descending: bool,  # noqa: FBT001
    position: _Position | None,
    most: int,
) -> list[M]:
    """Those behind `position` that share its value, then those beyond: each along the index.

    Asked for both at once, the databases begin with the first that shares it, and half of a
    million rooms share that they were never used.
    """
    sign, comparison = ("-", "lt") if descending else ("", "gt")
    ordered = queryset.order_by(f"{sign}{key}", f"{sign}pk")
    if position is None:
        return list(ordered[:most])
    rows: list[M] = []
    if key not in UNIQUE:
        behind = {key: position.value, f"pk__{comparison}": position.pk}
        rows += ordered.filter(**behind)[:most]
    if len(rows) < most:
        rows += ordered.filter(**{f"{key}__{comparison}": position.value})[: most - len(rows)]
    return rows


def _encode(row: Model, key: str, descending: bool, *, backwards: bool) -> str:  # noqa: FBT001
    value = getattr(row, key)
    kind = "time" if isinstance(value, datetime) else "plain"
    plain = value.isoformat() if isinstance(value, datetime) else value
    return signing.dumps([key, descending, kind, plain, row.pk, backwards], salt=_SALT)


def _decode(cursor: str | None, key: str, descending: bool) -> _Position | None:  # noqa: FBT001
    if not cursor:
        return None
    try:
        made_for, was_descending, kind, plain, pk, backwards = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if (made_for, was_descending) != (key, descending):
        return None
    return _Position(datetime.fromisoformat(plain) if kind == "time" else plain, pk, backwards)
