from __future__ import annotations

from functools import cached_property

from django.db.models import Max

from accounts.models import User
from webhooks.forms import CallbackFilters
from webhooks.models import Callback, CallbackKind, CallbackQuerySet
from webhooks.replay_runs import NothingToReplay, count_by_kind, replayable


class ReplayConfirmation:
    """What replaying all that a filter matches would mean."""

    def __init__(self, filters: CallbackFilters, user: User | None = None) -> None:
        self.filters = filters
        self._user = user

    @cached_property
    def newest(self) -> int:
        """What is received after it was not counted, and is not replayed."""
        return self._callbacks.aggregate(newest=Max("pk"))["newest"] or 0

    @cached_property
    def kinds(self) -> list[tuple[CallbackKind, int]]:
        return count_by_kind(self._callbacks.filter(pk__lte=self.newest))

    @property
    def total(self) -> int:
        return sum(count for _kind, count in self.kinds)

    @property
    def _callbacks(self) -> CallbackQuerySet:
        try:
            return replayable(self.filters, self._user)
        except NothingToReplay:
            return Callback.objects.none()
