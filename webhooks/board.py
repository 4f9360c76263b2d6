from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left

from core.live import clock_step
from core.paging import Page, keyset_page
from rooms.models import Room
from webhooks.health import SourceHealth, WrongClock, source_health, wrong_clock
from webhooks.models import LONG_FIELDS, Callback, CallbackQuerySet
from webhooks.names import LONGEST_NAME
from webhooks.rates import HourlyRates, hourly_rates


class CallbackBoard:
    """What a list of callbacks shows; each part costs its query where it is used."""

    def __init__(self, callbacks: CallbackQuerySet, *, cursor: str | None, key: str = "id") -> None:
        self._callbacks = callbacks
        self._key = key
        self._cursor = cursor

    @property
    def is_first_page(self) -> bool:
        return not self._cursor

    @cached_property
    def page(self) -> Page[Callback]:
        """Without the bodies, which may have 64 kB each."""
        room = Room.objects.filter(remote_id=OuterRef("room_remote_id"))
        listed = self._callbacks.defer(*LONG_FIELDS).annotate(
            person=Left(KeyTextTransform("name", "payload"), LONGEST_NAME),
            room_name=Subquery(room.values("display_name")[:1]),
        )
        return keyset_page(listed, key=self._key, descending=True, cursor=self._cursor)

    @cached_property
    def rates(self) -> HourlyRates:
        return hourly_rates()

    @cached_property
    def health(self) -> SourceHealth:
        return source_health()

    @cached_property
    def wrong_clock(self) -> WrongClock | None:
        return wrong_clock()

    @cached_property
    def revision(self) -> list[Any]:
        rows = [(row.pk, row.state, row.attempts, row.replayed_at) for row in self.page.rows]
        return [clock_step(60), self.page.next_cursor is None, rows]
