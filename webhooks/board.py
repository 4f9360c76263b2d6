from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left

from core.live import clock_step
from core.paging import Page, keyset_page
from rooms.models import Room
from webhooks.health import SourceHealth, source_health
from webhooks.models import Callback, CallbackQuerySet

LONGEST_NAME = 120


class CallbackBoard:
    """What a list of callbacks shows; each part costs its query where it is used."""

    def __init__(self, callbacks: CallbackQuerySet, *, cursor: str | None) -> None:
        self._callbacks = callbacks
        self._cursor = cursor

    @property
    def is_first_page(self) -> bool:
        return not self._cursor

    @cached_property
    def page(self) -> Page[Callback]:
        """Without the bodies, which may have 64 kB each."""
        person = Left(KeyTextTransform("name", "payload"), LONGEST_NAME)
        listed = self._callbacks.annotate(person=person).defer("body", "headers", "payload")
        return keyset_page(listed, key="id", descending=True, cursor=self._cursor)

    @cached_property
    def room_names(self) -> dict[str, str]:
        named = {callback.room_remote_id for callback in self.page.rows} - {""}
        rooms = Room.objects.filter(remote_id__in=named).only("remote_id", "display_name")
        return {room.remote_id: room.name for room in rooms}

    @property
    def rows(self) -> list[tuple[Callback, str]]:
        """Each callback, and the name of its room or nothing."""
        return [
            (callback, self.room_names.get(callback.room_remote_id, ""))
            for callback in self.page.rows
        ]

    @cached_property
    def health(self) -> SourceHealth:
        return source_health()

    @property
    def revision(self) -> list[Any]:
        rows = [(row.pk, row.state, row.attempts) for row in self.page.rows]
        return [clock_step(60), self.page.next_cursor is None, rows]
