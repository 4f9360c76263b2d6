"""The one clock: the machine's, plus what the control surface has set it ahead by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from meetings_server.models import ClockSetting


def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=ahead_seconds())


def ahead_seconds() -> float:
    return ClockSetting.objects.values_list("ahead_seconds", flat=True).first() or 0.0


def advance(seconds: float) -> None:
    ClockSetting.objects.update_or_create(
        pk=1, defaults={"ahead_seconds": ahead_seconds() + seconds}
    )


def wire_time(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`, as every answer has it (the contract, section 2)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_second(moment: datetime) -> datetime:
    """Recording times are whole seconds (the contract, section 3.1)."""
    return moment.replace(microsecond=0)
