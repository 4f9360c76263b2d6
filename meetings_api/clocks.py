"""How far the clock here is from that of the API, as the ``Date`` of its answers tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

# Called with the seconds by which the clock here is ahead, negative where it is behind.
ClockSeen = Callable[[float], None]


def seconds_ahead(date: str | None, asked_at: float, answered_at: float) -> float | None:
    """None without a date that can be read; 0 for any between question and answer."""
    if date is None:
        return None
    try:
        moment = parsedate_to_datetime(date)
        told = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    # The header knows whole seconds only.
    if told + 1 < asked_at:
        return asked_at - told
    return min(0.0, answered_at - told)
