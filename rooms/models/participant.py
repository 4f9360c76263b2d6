from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.names import name_seen, names_shown
from core.provenance import WithProvenance
from rooms.models.session import MeetingSession

# Callbacks are received a little before or after what they tell of.
RECEIPT_TOLERANCE = timedelta(minutes=5)


class Participant(WithProvenance):
    """A person in one session. The name is whatever that person typed."""

    session = models.ForeignKey(
        MeetingSession,
        on_delete=models.CASCADE,
        related_name="participants",
    )
    remote_id = models.CharField(max_length=200)
    name = models.TextField(blank=True)
    type = models.CharField(max_length=100, blank=True)
    is_host = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "remote_id"],
                name="participant_once_in_session",
            ),
        ]

    def __str__(self) -> str:
        """As much of the name as the one who is looking sees."""
        return name_seen(self.full_name, key=self.remote_id, shown=names_shown())

    @property
    def full_name(self) -> str:
        return self.name or self.remote_id

    @property
    def is_present(self) -> bool:
        return any(interval.left_at is None for interval in self.intervals.all())


class Interval(models.Model):
    """From a join to a leave, in times of receipt: the wire gives them no time of their own.

    Derived from the callbacks in their order of arrival, by the rule in `rooms.intervals`.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="intervals")
    # None: a leave without a join.
    joined_at = models.DateTimeField(null=True, blank=True)
    # None: still there.
    left_at = models.DateTimeField(null=True, blank=True)
    # No leave was received; the end of the session closed it.
    left_is_inferred = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.joined_at} - {self.left_at}"

    def is_timed(self, session: MeetingSession) -> bool:
        """Whether both ends, as far as there are any, can be taken from the receipt times."""
        return self.joined_at is not None and self.is_in_time(session)

    def is_in_time(self, session: MeetingSession) -> bool:
        """Whether receipt times can be taken for those of joining and leaving.

        They cannot when the callbacks were received long after the session, as history is.
        """
        latest = session.until + RECEIPT_TOLERANCE
        received = [moment for moment in (self.joined_at, self.left_at) if moment is not None]
        return all(moment <= latest for moment in received)
