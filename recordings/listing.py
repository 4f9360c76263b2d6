"""The list of recordings: a page of it, and what all of it amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from core.paging import PAGE_SIZE, Page, keyset_page
from recordings.forms import SORT_KEYS, RecordingFilters
from recordings.models import UNKNOWN, Recording, RecordingQuerySet

# Beyond it, the totals say "at least".
MOST_SUMMED = 1000
# Rooms become known within minutes; more than this are not waited for.
MOST_ROOMLESS = 100


@dataclass(frozen=True)
class Totals:
    """Of what a list amounts to; "at least" where not all of it was summed, or not all is known."""

    recordings: int
    seconds: int
    size_bytes: int
    without_length: int
    without_size: int

    @property
    def is_bounded(self) -> bool:
        return self.recordings > MOST_SUMMED

    @property
    def shown(self) -> int:
        return min(self.recordings, MOST_SUMMED)


class RecordingBoard:
    """What a list of recordings shows; each part costs its query where it is used."""

    def __init__(
        self,
        recordings: RecordingQuerySet,
        filters: RecordingFilters,
        *,
        cursor: str | None,
        size: int = PAGE_SIZE,
    ) -> None:
        self._listed = filters.narrow(recordings)
        self._sort = filters.sort
        self._cursor = cursor
        self._size = size

    @property
    def is_first_page(self) -> bool:
        return not self._cursor

    @cached_property
    def page(self) -> Page[Recording]:
        return keyset_page(
            _by_room(self._listed) if self._is_by_room else self._listed,
            key=SORT_KEYS[self._sort.removeprefix("-")],
            descending=self._sort.startswith("-"),
            cursor=self._cursor,
            size=self._size,
        )

    @cached_property
    def rows(self) -> list[Recording]:
        """Of the page; by room, the first page begins with those whose room is not known yet."""
        if not self._is_by_room or not self.is_first_page:
            return list(self.page.rows)
        roomless = self._listed.filter(session__room=None).order_by("-began_at", "-id")
        return [*roomless[:MOST_ROOMLESS], *self.page.rows]

    @property
    def _is_by_room(self) -> bool:
        return self._sort.removeprefix("-") == "room"

    @cached_property
    def totals(self) -> Totals:
        summed = self._listed.order_by().values("length_key", "size_key")[: MOST_SUMMED + 1]
        found = summed.aggregate(
            recordings=Count("*"),
            seconds=Coalesce(Sum("length_key", filter=Q(length_key__gt=UNKNOWN)), 0),
            size_bytes=Coalesce(Sum("size_key", filter=Q(size_key__gt=UNKNOWN)), 0),
            without_length=Count("length_key", filter=Q(length_key=UNKNOWN)),
            without_size=Count("size_key", filter=Q(size_key=UNKNOWN)),
        )
        return Totals(**found)

    @cached_property
    def revision(self) -> list[Any]:
        """Of the page, with no query beside its own: it differs as soon as a row would.

        For a recording that is running the time goes on too, but that the browser counts itself.
        """
        return [_row_revision(row) for row in self.rows]


def _by_room(recordings: RecordingQuerySet) -> RecordingQuerySet:
    """Only where there is a room: then the databases go through the rooms in their order.

    With the others among them, they would sort the whole table for each page.
    """
    return recordings.filter(session__room__display_name__isnull=False).annotate(
        room_key=F("session__room__display_name")
    )


def _row_revision(row: Recording) -> tuple[Any, ...]:
    return (
        row.pk,
        row.state,
        row.began_at,
        row.length_key,
        row.size_key,
        row.poster,
        tuple(row.keepings),
        row.session.is_live,
        row.room.name if row.room else None,
    )
