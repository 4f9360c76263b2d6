"""Stretches of time of the people in a session: joined together, added up, laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# From when to when.
Stretch = tuple[datetime, datetime]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in as few stretches as possible, in order; what overlaps or touches is one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, max(begin, end)))
    return found


def total(stretches: Iterable[Stretch]) -> timedelta:
    """How long they are together; what overlaps counts once."""
    return sum((end - begin for begin, end in merged(stretches)), timedelta(0))


def most_at_once(people: Mapping[int, Iterable[Stretch]]) -> int:
    """The largest number of `people` that were there at the same time.

    Somebody who leaves at the moment when somebody else joins was not there together with them.
    """
    changes: list[tuple[datetime, int]] = []
    for stretches in people.values():
        for begin, end in merged(stretches):
            changes += [(begin, 1), (max(end, begin + timedelta.resolution), -1)]
    here = most = 0
    for _moment, change in sorted(changes):
        here += change
        most = max(most, here)
    return most
