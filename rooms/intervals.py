"""From what was received about one person in one session to that person's intervals.

The wire gives a join and a leave neither a time nor a number, so the order of arrival decides,
by this rule. It always looks at everything received so far, so the order in which callbacks
are *processed* makes no difference.

- A body that was already received for the same event of the same person less than
  `REPEAT_WINDOW` ago is a repeat of one delivery and changes nothing. The same body later than
  that is the person doing it again: nothing else on the wire could tell the two apart.
- `joined` while the person is there changes nothing; after `left` it is a re-join and opens a
  new interval.
- `left` closes the open interval, and no other. Without one it makes an interval whose begin is
  not known; a `joined` within `REPEAT_WINDOW` after it is its late other half.
- The end of the session closes what is still open; that leave is marked as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    found: list[Span] = []
    for arrival in _without_repeats(arrivals):
        if arrival.event == "joined":
            _join(found, arrival)
        else:
            _leave(found, arrival)
    if session_ended_at is not None and _is_open(found):
        found[-1] = replace(found[-1], left_at=session_ended_at, left_is_inferred=True)
    return found


def is_there(arrivals: Iterable[Arrival]) -> bool:
    """Whether the person is in the session after `arrivals`."""
    return _is_open(spans(arrivals, session_ended_at=None))


def _without_repeats(arrivals: Iterable[Arrival]) -> Iterable[Arrival]:
    counted: dict[tuple[str, str], datetime] = {}
    for arrival in arrivals:
        identity = (arrival.event, arrival.digest)
        before = counted.get(identity)
        if before is None or arrival.received_at - before >= REPEAT_WINDOW:
            counted[identity] = arrival.received_at
            yield arrival


def _join(found: list[Span], arrival: Arrival) -> None:
    if not _is_open(found) and not _is_other_half(found, arrival):
        found.append(Span(joined_at=arrival.received_at, left_at=None))


def _leave(found: list[Span], arrival: Arrival) -> None:
    if _is_open(found):
        found[-1] = replace(found[-1], left_at=arrival.received_at)
    else:
        found.append(Span(joined_at=None, left_at=arrival.received_at))


def _is_open(found: list[Span]) -> bool:
    return bool(found) and found[-1].left_at is None


def _is_other_half(found: list[Span], arrival: Arrival) -> bool:
    """Whether this join belongs to the leave that was received just before it."""
    if not found or found[-1].joined_at is not None or found[-1].left_at is None:
        return False
    return arrival.received_at - found[-1].left_at < REPEAT_WINDOW
