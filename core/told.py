"""Where the values on a page come from, as lines to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.provenance import Source, WithProvenance


@dataclass(frozen=True)
class ToldLine:
    """`source` is None for what was known before sources were kept."""

    label: str
    value: Any
    source: Source | None


def told_lines(row: WithProvenance, labels: Mapping[str, Any], **shown: Any) -> Iterator[ToldLine]:
    """One for each field that has a value; `shown` gives fields in other words than their own."""
    for field, label in labels.items():
        value = shown.get(field, getattr(row, field))
        if value is not None and value != "":
            yield ToldLine(str(label), value, Source.of(row.provenance, field))
