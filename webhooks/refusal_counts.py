"""How often callbacks were turned away, and why: for whoever wonders where they stay.

A refusal is what strangers can cause as often as they like, so it must cost next to nothing:
one row for each minute and reason, written once a second at most, and forgotten after a day.
What was refused within a second of a write waits for the next refusal or the next reader.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Subquery, Sum, Value
from django.utils import timezone

from webhooks.models import RefusalCount
from webhooks.refusals import RefusalReason

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
SECONDS_BETWEEN_WRITES = 1.0

logger = logging.getLogger(__name__)


class _Waiting:
    """What this process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[datetime, RefusalReason]] = Counter()
        self._written_at = float("-inf")

    def add(self, reason: RefusalReason) -> None:
        minute = timezone.now().replace(second=0, microsecond=0)
        with self._lock:
            self._counts[minute, reason] += 1

    def take(self, *, at_once: bool) -> Counter[tuple[datetime, RefusalReason]]:
        """All of it, once a second only unless `at_once`."""
        now = time.monotonic()
        with self._lock:
            if not at_once and now - self._written_at < SECONDS_BETWEEN_WRITES:
                return Counter()
            self._written_at = now
            taken, self._counts = self._counts, Counter()
            return taken


_waiting = _Waiting()


def refusal_counted(reason: RefusalReason) -> None:
    _waiting.add(reason)
    _write(at_once=False)


def refused_in_last_hour() -> Subquery:
    """The number of refusals, for use in another query; NULL when there were none."""
    _write(at_once=True)
    recent = RefusalCount.objects.filter(minute__gte=timezone.now() - HOUR)
    every = recent.order_by().annotate(every=Value(1)).values("every")
    return Subquery(every.annotate(total=Sum("count")).values("total"))


def refusals_of_last_hour() -> list[tuple[RefusalReason, int]]:
    """The reasons that there were, the most frequent first."""
    _write(at_once=True)
    recent = RefusalCount.objects.filter(minute__gte=timezone.now() - HOUR)
    counted = recent.values_list("reason").annotate(total=Sum("count")).order_by("-total", "reason")
    return [(RefusalReason(reason), total) for reason, total in counted]


def _write(*, at_once: bool) -> None:
    try:
        for (minute, reason), count in _waiting.take(at_once=at_once).items():
            _add(minute, reason, count)
    except DatabaseError as error:
        # Whoever is refused is refused, counted or not.
        logger.warning("Refused callbacks could not be counted: %s", error)


def _add(minute: datetime, reason: RefusalReason, count: int) -> None:
    row = RefusalCount.objects.filter(minute=minute, reason=reason)
    if row.update(count=F("count") + count):
        return
    try:
        with transaction.atomic():
            RefusalCount.objects.create(minute=minute, reason=reason, count=count)
    except IntegrityError:
        row.update(count=F("count") + count)
    RefusalCount.objects.filter(minute__lt=minute - KEPT).delete()
