"""From what was received about one person in one session to that person's intervals.

The wire gives a join and a leave neither a time nor a number, so the order of arrival decides,
by this rule. It always looks at everything received so far, so the order in which callbacks
are *processed* makes no difference.

- A body that was already received for the same event of the same person less than
  `REPEAT_WINDOW` ago is a repeat of one delivery and changes nothing. The same body later than
  that is the person doing it again: nothing else on the wire could tell the two apart.
- `joined` while the person is there changes nothing; after `left` it is a re-join and opens a
  new interval.
- `left` closes the open interval, and no other. But within `REPEAT_WINDOW` after a `joined` that
  says the same as an earlier one, is no repeat of it and came while the person was there, it is
  the late end of the stay before that re-join, and closes that one only.
- `left` without an open interval makes one whose begin is not known; a `joined` within
  `REPEAT_WINDOW` after it is its late other half. If a `joined` was taken for a repeat since the
  last leave, this shows that it was none: the interval begins there.
- The end of the session closes what is still open; that leave is marked as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

REPEAT_WINDOW = timedelta(seconds=120)


@dataclass(frozen=True)
class Arrival:
    """One received join or leave; `digest` identifies its body."""

    event: Literal["joined", "left"]
    received_at: datetime
    digest: str


@dataclass(frozen=True)
class Span:
    joined_at: datetime | None
    left_at: datetime | None
    left_is_inferred: bool = False


def spans(arrivals: Iterable[Arrival], *, session_ended_at: datetime | None) -> list[Span]:
    """The intervals that `arrivals`, in their order of arrival, amount to."""
    reading = _Reading()
    for arrival in arrivals:
        reading.take(arrival)
    found = reading.found
    if session_ended_at is not None and _is_open(found):
        found[-1] = replace(found[-1], left_at=session_ended_at, left_is_inferred=True)
    return found


def news(before: Sequence[Arrival], arrival: Arrival) -> str:
    """What `arrival` tells after those `before`, to be said of the person; blank for nothing."""
    known = spans(before, session_ended_at=None)
    found = spans([*before, arrival], session_ended_at=None)
    if found == known:
        return ""
    if _is_open(found):
        return "had left, and is there again" if _is_open(known) else "is there"
    return "has left" if found[-1].joined_at else "has left; the join was not received"


class _Reading:
    """`rejoined_at`: when a join came while the person was there. `doubted_at`: when one was
    taken for a repeat although the person had left."""

    def __init__(self) -> None:
        self.found: list[Span] = []
        self._counted: dict[tuple[str, str], datetime] = {}
        self._rejoined_at: datetime | None = None
        self._doubted_at: datetime | None = None

    def take(self, arrival: Arrival) -> None:
        identity = (arrival.event, arrival.digest)
        before = self._counted.get(identity)
        if before is not None and _is_soon_after(arrival.received_at, before):
            self._doubt(arrival, before)
            return
        self._counted[identity] = arrival.received_at
        if arrival.event == "joined":
            self._join(arrival, is_again=before is not None)
        else:
            self._leave(arrival)

    def _doubt(self, repeat: Arrival, repeated: datetime) -> None:
        left_at = self.found[-1].left_at
        is_join = repeat.event == "joined" and self._doubted_at is None
        if is_join and left_at is not None and left_at > repeated:
            self._doubted_at = repeat.received_at

    def _join(self, arrival: Arrival, *, is_again: bool) -> None:
        if _is_open(self.found):
            self._rejoined_at = arrival.received_at if is_again else None
        elif not _is_other_half(self.found, arrival):
            self.found.append(Span(joined_at=arrival.received_at, left_at=None))
            self._rejoined_at = None

    def _leave(self, arrival: Arrival) -> None:
        again = self._rejoined_at
        if not _is_open(self.found):
            self.found.append(Span(joined_at=self._doubted_at, left_at=arrival.received_at))
        elif again is not None and _is_soon_after(arrival.received_at, again):
            self.found[-1] = replace(self.found[-1], left_at=again)
            self.found.append(Span(joined_at=again, left_at=None))
        else:
            self.found[-1] = replace(self.found[-1], left_at=arrival.received_at)
        self._rejoined_at = self._doubted_at = None


def _is_open(found: list[Span]) -> bool:
    return bool(found) and found[-1].left_at is None


def _is_other_half(found: list[Span], arrival: Arrival) -> bool:
    """Whether this join belongs to the leave that was received just before it."""
    if not found or found[-1].joined_at is not None or found[-1].left_at is None:
        return False
    return _is_soon_after(arrival.received_at, found[-1].left_at)


def _is_soon_after(moment: datetime, before: datetime) -> bool:
    return moment - before < REPEAT_WINDOW
