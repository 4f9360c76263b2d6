from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from rooms.attendance_export import Attended, Confidence, attended
from rooms.models import MeetingSession


class AttendanceSheet:
    """Who attended a session and for how long, as a page to read or to print."""

    def __init__(self, session: MeetingSession) -> None:
        self.session = session

    @cached_property
    def as_of(self) -> datetime:
        return timezone.now()

    @cached_property
    def lines(self) -> list[Attended]:
        return attended(self.session)

    @property
    def length(self) -> timedelta:
        """Of all together, as far as it is known."""
        return sum((line.length for line in self.lines if line.length), timedelta(0))

    @property
    def untimed(self) -> int:
        return sum(line.confidence is Confidence.UNKNOWN for line in self.lines)

    @property
    def inferred(self) -> int:
        return sum(line.confidence is Confidence.INFERRED for line in self.lines)
