"""Whether the clock here is that of the API: if not, signed callbacks are refused for their age."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError

# By how much a signature may be from the future.
MOST_SECONDS = 60
SECONDS_BETWEEN_NOTES = 60
KEPT_SECONDS = 3600
_KEY = "seconds-ahead-of-the-api"

logger = logging.getLogger(__name__)


class _Notes:
    """When this process last put down that the clock is wrong; None while it is right."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted_at: float | None = None

    def is_due(self, *, wrong: bool) -> bool:
        """Again and again while it is wrong, and once when it no longer is."""
        now = time.monotonic()
        with self._lock:
            before = self._noted_at
            if not wrong:
                self._noted_at = None
                return before is not None
            if before is not None and now - before < SECONDS_BETWEEN_NOTES:
                return False
            self._noted_at = now
            return True


_notes = _Notes()


def clock_seen(seconds_ahead: float) -> None:
    """Told with every answer of the API."""
    wrong = abs(seconds_ahead) > MOST_SECONDS
    if not _notes.is_due(wrong=wrong):
        return
    if wrong:
        logger.warning("The clock here is %+.0f s ahead of that of the API", seconds_ahead)
    try:
        cache.set(_KEY, seconds_ahead if wrong else None, KEPT_SECONDS)
    except DatabaseError as error:
        # Whoever asked the API has got an answer, and needs no more of this.
        logger.warning("That could not be put down: %s", error)


def clock_error() -> timedelta | None:
    """By how much the clock here is ahead of the API's; None while it is about right."""
    seconds = cache.get(_KEY)
    return None if seconds is None else timedelta(seconds=seconds)
