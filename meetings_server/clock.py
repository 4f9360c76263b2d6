"""The one clock: the machine's, plus what the control surface has set it ahead by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from meetings_server.models import ClockSetting


def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=ahead_seconds())


@cache
def ahead_seconds() -> float:
    """Read once: no other process writes it, and a page of rooms asks for each of its rooms."""
    return ClockSetting.objects.values_list("ahead_seconds", flat=True).first() or 0.0


def stopped_at(moment: datetime) -> Callable[[], datetime]:
    """A `now` for what happened, or was due, at another time."""
    return lambda: moment


def advance(seconds: float) -> None:
    ClockSetting.objects.update_or_create(
        pk=1, defaults={"ahead_seconds": ahead_seconds() + seconds}
    )
    ahead_seconds.cache_clear()


def reset() -> None:
    ClockSetting.objects.all().delete()
    ahead_seconds.cache_clear()


def wire_time(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`, as every answer has it (the contract, section 2)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_second(moment: datetime) -> datetime:
    """Recording times are whole seconds (the contract, section 3.1)."""
    return moment.replace(microsecond=0)
