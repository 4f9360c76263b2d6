"""Where a cached value comes from: kept beside it, per field, and never at the cost of a query.

Of several sources that told the same value the one received first is named, so that every order
of the same facts names the same sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from accounts.models import User

# The source of every field that has none of its own.
ALL = "*"

Provenance = dict[str, dict[str, Any]]


class SourceKind(models.TextChoices):
    CALLBACK = "callback", _("Callback")
    WALK = "walk", _("Walk")
    EDIT = "edit", pgettext_lazy("source of a value", "Edit")
    ANSWER = "answer", _("Answer of the API")
    INFERRED = "inferred", _("Inferred")


@dataclass(frozen=True)
class Source:
    """`at` is when a callback was received, when the API was asked, or when somebody edited."""

    kind: SourceKind
    at: datetime
    # Of the callback or the walk.
    id: int | None = None
    # Who edited, or from what it was inferred.
    by: str = ""

    @classmethod
    def callback(cls, pk: int, received_at: datetime) -> Source:
        return cls(SourceKind.CALLBACK, received_at, pk)

    @classmethod
    def walk(cls, pk: int, asked_at: datetime) -> Source:
        return cls(SourceKind.WALK, asked_at, pk)

    @classmethod
    def edit(cls, actor: User, at: datetime) -> Source:
        return cls(SourceKind.EDIT, at, by=str(actor))

    @classmethod
    def answer(cls, asked_at: datetime) -> Source:
        return cls(SourceKind.ANSWER, asked_at)

    @classmethod
    def inferred(cls, at: datetime, by: str) -> Source:
        return cls(SourceKind.INFERRED, at, by=by)

    @classmethod
    def of(cls, provenance: Provenance, field: str) -> Source | None:
        """None for what was written before sources were kept."""
        kept = provenance.get(field) or provenance.get(ALL)
        at = parse_datetime(kept["at"]) if kept else None
        if kept is None or at is None:
            return None
        return cls(SourceKind(kept["kind"]), at, kept.get("id"), kept.get("by", ""))

    @property
    def is_kept(self) -> bool:
        """Whether what told it can still be looked at: callbacks go by their age."""
        days = settings.CALLBACK_RETENTION_DAYS if self.kind == SourceKind.CALLBACK else 0
        return not days or self.at > timezone.now() - timedelta(days=days)

    def kept(self) -> dict[str, Any]:
        whole = {"kind": self.kind.value, "at": self.at.isoformat(), "id": self.id, "by": self.by}
        return {key: value for key, value in whole.items() if value}

    def is_before(self, other: Source) -> bool:
        return (self.at, self.id or 0) < (other.at, other.id or 0)


def told(provenance: Provenance, field: str, source: Source, *, is_new: bool) -> None:
    """Note that `source` told the value that `field` now has; `is_new`: it had another before."""
    known = Source.of(provenance, field)
    if is_new or known is None or source.is_before(known):
        provenance[field] = source.kept()


def told_anew(provenance: Provenance, fields: Iterable[str], source: Source) -> Provenance:
    """A copy in which `source` told all of `fields`."""
    return {**provenance, **{field: source.kept() for field in fields}}


class WithProvenance(models.Model):
    # {field: a kept `Source`}
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


def offer(
    row: WithProvenance,
    field: str,
    value: Any,
    source: Source,
    choose: Callable[[Any, Any], Any],
) -> bool:
    """Let `value` compete for a field, and name its source if it wins; whether the field changed.

    `choose` says which of two values stays, the same in either order.
    """
    if value is None or value == "":
        return False
    current = getattr(row, field)
    best = value if current is None or current == "" else choose(current, value)
    is_new: bool = best != current
    setattr(row, field, best)
    if best == value:
        told(row.provenance, field, source, is_new=is_new)
    return is_new
