"""Days and points in time as they are sent: ISO 8601, and nothing that merely could be one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _written_out(value: Any) -> Any:
    """A bare number would be taken for seconds since 1970, which the document does not say."""
    if isinstance(value, str) and not _DAY.match(value):
        raise ValueError("Write it out, beginning with year-month-day: 2026-01-31.")
    if isinstance(value, int | float):
        raise ValueError("Write it out as text.")
    return value


def _within_the_calendar(moment: datetime) -> datetime:
    """In years that every time zone and both databases bear."""
    if not 1900 <= moment.year <= 9000:
        raise ValueError("That is not a year in which anything happens here.")
    return moment


Day = Annotated[date, BeforeValidator(_written_out)]
Moment = Annotated[
    AwareDatetime, BeforeValidator(_written_out), AfterValidator(_within_the_calendar)
]
