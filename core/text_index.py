"""Finding a part of a text among a million rows: an index of all runs of three letters.

SQLite has it as a full-text table that triggers keep current, PostgreSQL as an index of pg_trgm.
Where neither can be had, the same is found by looking at every row.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

logger = logging.getLogger(__name__)

# Shorter texts have no run of three letters to look up.
SHORTEST = 3


@dataclass(frozen=True)
class TextIndex:
    """Of the text columns of a table whose primary key is `id`."""

    table: str
    columns: tuple[str, ...]

    def make(self) -> None:
        """Safe to repeat. A remade table loses its triggers: then all is indexed anew."""
        statements = self._sqlite() if connection.vendor == "sqlite" else self._postgresql()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        except DatabaseError as error:
            logger.warning("Search in %s goes through all rows: %s", self.table, error)
        _exists.cache_clear()

    def condition(
        self, text: str, *, most: int | None = None, columns: Sequence[str] | None = None
    ) -> Q:
        """True of rows with `text` in one of the columns, in any case; of the `most` newest."""
        columns = columns or self.columns
        if connection.vendor == "sqlite" and len(text) >= SHORTEST and _exists(self._index):
            limit = "" if most is None else f" ORDER BY rowid DESC LIMIT {most:d}"
            return Q(pk__in=self._matching(_expression([text], columns), limit))
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": text})
        return found

    def keys(
        self, *texts: str, most: int, columns: Sequence[str] | None = None
    ) -> list[int] | None:
        """Of the rows with one of `texts` in a column; None where there are more than `most`.

        For lists in an order of their own: where many match, going through the list finds a page
        soon, where few do, it goes through everything. PostgreSQL chooses by itself: None.
        """
        if connection.vendor != "sqlite" or min(map(len, texts)) < SHORTEST:
            return None
        if not _exists(self._index):
            return None
        expression = _expression(texts, columns or self.columns)
        found = self._matching(expression, f" LIMIT {most + 1:d}")
        with connection.cursor() as cursor:
            cursor.execute(found.sql, found.params)
            keys = [key for (key,) in cursor.fetchall()]
        return keys if len(keys) <= most else None

    def _matching(self, expression: str, limit: str = "") -> RawSQL:
        sql = f"SELECT rowid FROM {self._index} WHERE {self._index} MATCH %s{limit}"  # noqa: S608
        return RawSQL(sql, [expression])  # noqa: S611  the index is named by us

    @property
    def _index(self) -> str:
        return f"{self.table}_text"

    def _sqlite(self) -> list[str]:
        triggers = [f"{self._index}_{event}" for event in ("insert", "delete", "update")]
        if all(_exists(name) for name in (self._index, *triggers)):
            return []
        columns = ", ".join(self.columns)
        new, old = (", ".join(f"{row}.{name}" for name in self.columns) for row in ("new", "old"))
        add = f"INSERT INTO {self._index} (rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608
        take = (
            f"INSERT INTO {self._index} ({self._index}, rowid, {columns}) "  # noqa: S608
            f"VALUES ('delete', old.id, {old});"
        )
        differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in self.columns)
        on = f"ON {self.table}"
        return [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {self._index} USING fts5({columns}, "
            f"content='{self.table}', content_rowid='id', tokenize='trigram')",
            *(f"DROP TRIGGER IF EXISTS {name}" for name in triggers),
            f"CREATE TRIGGER {triggers[0]} AFTER INSERT {on} BEGIN {add} END",
            f"CREATE TRIGGER {triggers[1]} AFTER DELETE {on} BEGIN {take} END",
            f"CREATE TRIGGER {triggers[2]} AFTER UPDATE OF {columns} {on} "
            f"WHEN {differs} BEGIN {take} {add} END",
            f"INSERT INTO {self._index} ({self._index}) VALUES ('rebuild')",  # noqa: S608
        ]

    def _postgresql(self) -> list[str]:
        # As Django writes a comparison that goes without letter case.
        return [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            *(
                f"CREATE INDEX IF NOT EXISTS {self.table}_{column}_text ON {self.table} "
                f"USING gin (UPPER({column}::text) gin_trgm_ops)"
                for column in self.columns
            ),
        ]


def _expression(texts: Sequence[str], columns: Sequence[str]) -> str:
    """That one of `texts` is in one of `columns`, as a full-text table of SQLite is asked."""
    phrases = ['"' + text.replace('"', '""') + '"' for text in texts]
    return f"{{{' '.join(columns)}}} : ({' OR '.join(phrases)})"


@cache
def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [name])
        return cursor.fetchone() is not None


def make_when_migrated(*indexes: TextIndex) -> Any:
    """A receiver of `post_migrate`."""

    def make(**_kwargs: Any) -> None:
        _exists.cache_clear()
        for index in indexes:
            index.make()

    return make
