"""The one clock: the machine's, plus what the control surface has set it ahead by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from meetings_server.models import ClockSetting


class _Offset:
    """How far ahead it is, in memory: a page of rooms asks for each of its rooms.

    Only the one that writes the row changes it. A reader that kept what it read could have read
    before a write and keep it after.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seconds: float | None = None

    def seconds(self) -> float:
        with self._lock:
            if self._seconds is None:
                kept = ClockSetting.objects.values_list("ahead_seconds", flat=True).first()
                self._seconds = kept or 0.0
            return self._seconds

    def keep(self, seconds: float) -> None:
        ClockSetting.objects.update_or_create(pk=1, defaults={"ahead_seconds": seconds})
        with self._lock:
            self._seconds = seconds


_offset = _Offset()


def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=_offset.seconds())


def stopped_at(moment: datetime) -> Callable[[], datetime]:
    """A `now` for what happened, or was due, at another time."""
    return lambda: moment


def advance(seconds: float) -> None:
    _offset.keep(_offset.seconds() + seconds)


def reset() -> None:
    """Not inside a transaction: what it keeps in memory would outlive a rollback."""
    _offset.keep(0.0)


def wire_time(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`, as every answer has it (the contract, section 2)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_second(moment: datetime) -> datetime:
    """Recording times are whole seconds (the contract, section 3.1)."""
    return moment.replace(microsecond=0)
