"""The intervals of people, written from what was received of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F, Q

from rooms.intervals import Arrival, Span, spans
from rooms.models import Interval, MeetingSession, Participant


def intervals_store(received: Mapping[Participant, Sequence[Arrival]]) -> None:
    """Derive anew the intervals of these people; `received` is all that came of each so far."""
    before: dict[int, list[Interval]] = {person.pk: [] for person in received}
    for interval in Interval.objects.filter(participant__in=received).order_by("id"):
        before[interval.participant_id].append(interval)
    outdated: list[int] = []
    new: list[Interval] = []
    for person, arrivals in received.items():
        found = spans(arrivals, session_ended_at=person.session.ended_at)
        if [_span(interval) for interval in before[person.pk]] != found:
            outdated += [interval.pk for interval in before[person.pk]]
            new += [_interval(person, span) for span in found]
    if outdated:
        Interval.objects.filter(pk__in=outdated).delete()
    Interval.objects.bulk_create(new)


def intervals_close(sessions: Collection[MeetingSession]) -> dict[MeetingSession, int]:
    """Close what is open in sessions that have ended: how many were still there in each.

    A session that turns out to have ended later takes the leaves that were inferred with it.
    """
    still_there = dict.fromkeys(sessions, 0)
    if not sessions:
        return still_there
    open_or_inferred = Q(left_at=None) | Q(left_is_inferred=True)
    found = Interval.objects.filter(open_or_inferred, participant__session__in=sessions)
    moved = found.exclude(left_at__isnull=False, left_at=F("participant__session__ended_at"))
    ended = {session.pk: session for session in sessions}
    intervals = list(moved.select_related("participant"))
    for interval in intervals:
        session = ended[interval.participant.session_id]
        still_there[session] += interval.left_at is None
        interval.left_at, interval.left_is_inferred = session.ended_at, True
    Interval.objects.bulk_update(intervals, ["left_at", "left_is_inferred"], batch_size=200)
    return still_there


def intervals_reopen(sessions: Collection[MeetingSession]) -> None:
    """Take back what an inferred end had closed, in sessions that turn out to go on."""
    if sessions:
        closed = Interval.objects.filter(left_is_inferred=True, participant__session__in=sessions)
        closed.update(left_at=None, left_is_inferred=False)


def _span(interval: Interval) -> Span:
    return Span(interval.joined_at, interval.left_at, interval.left_is_inferred)


def _interval(person: Participant, span: Span) -> Interval:
    return Interval(
        participant=person,
        joined_at=span.joined_at,
        left_at=span.left_at,
        left_is_inferred=span.left_is_inferred,
    )
