from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.intervals import REPEAT_WINDOW, Arrival, Span, spans

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def joined(seconds: float, digest: str = "join-body") -> Arrival:
    return Arrival("joined", at(seconds), digest)


def left(seconds: float) -> Arrival:
    return Arrival("left", at(seconds), "leave-body")


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        pytest.param([joined(0)], [(0, None)], id="still there"),
        pytest.param([joined(0), left(300)], [(0, 300)], id="came and went"),
        pytest.param([joined(0), joined(5), left(300)], [(0, 300)], id="joined sent twice"),
        pytest.param([joined(0), left(300), left(310)], [(0, 300)], id="left sent twice"),
        pytest.param(
            [joined(0), left(300), joined(600), left(900)],
            [(0, 300), (600, 900)],
            id="re-join",
        ),
        pytest.param([joined(0), left(10), joined(20)], [(0, 10)], id="late repeat of a join"),
        pytest.param([left(300)], [(None, 300)], id="left without joined"),
        pytest.param([left(300), joined(310)], [(None, 300)], id="other half came late"),
        pytest.param([left(300), joined(900)], [(None, 300), (900, None)], id="came back later"),
        pytest.param(
            [joined(0), joined(600), left(605)],
            [(0, 600), (600, None)],
            id="left after the re-join",
        ),
        pytest.param(
            [joined(0), joined(600), left(605), left(900)],
            [(0, 600), (600, 900)],
            id="left after the re-join, then again",
        ),
        pytest.param([joined(0), joined(600), left(900)], [(0, 900)], id="first leave never came"),
        pytest.param(
            [joined(0), joined(600, "other name"), left(605)],
            [(0, 605)],
            id="joined says something else of who is there",
        ),
        pytest.param(
            [joined(0), left(10), joined(20), left(900)],
            [(0, 10), (20, 900)],
            id="quick re-join, shown by its leave",
        ),
        pytest.param(
            [left(0), joined(10), joined(20), left(900)],
            [(None, 0), (None, 900)],
            id="join repeated after a leave that came first",
        ),
    ],
)
def test_it_reads_intervals_from_arrivals(arrivals, expected):
    found = spans(arrivals, session_ended_at=None)

    assert [(span.joined_at, span.left_at) for span in found] == [
        (None if begin is None else at(begin), None if end is None else at(end))
        for begin, end in expected
    ]


def test_the_end_of_the_session_closes_what_is_open_and_says_so():
    found = spans([joined(0)], session_ended_at=at(1000))

    assert found == [Span(at(0), at(1000), left_is_inferred=True)]


def test_a_received_leave_is_not_replaced_by_the_end_of_the_session():
    found = spans([joined(0), left(300)], session_ended_at=at(1000))

    assert found == [Span(at(0), at(300))]


def test_the_same_body_counts_again_once_the_window_is_over():
    again = REPEAT_WINDOW.total_seconds() + 11
    found = spans([joined(0), left(10), joined(again)], session_ended_at=None)

    assert [span.joined_at for span in found] == [at(0), at(again)]


@st.composite
def visits(draw):
    """Joins and leaves in turn, further apart than a repeat can be."""
    gaps = draw(st.lists(st.integers(121, 5000), min_size=1, max_size=12))
    moments = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    return [joined(m) if index % 2 == 0 else left(m) for index, m in enumerate(moments)]


@given(visits(), st.data())
def test_repeats_within_the_window_change_nothing(arrivals, data):
    repeats = data.draw(st.lists(st.sampled_from(arrivals), max_size=8))
    delays = data.draw(st.lists(st.floats(0, 119), min_size=len(repeats), max_size=len(repeats)))
    late = [
        Arrival(each.event, each.received_at + timedelta(seconds=delay), each.digest)
        for each, delay in zip(repeats, delays, strict=True)
    ]
    storm = sorted([*arrivals, *late], key=lambda arrival: arrival.received_at)

    assert spans(storm, session_ended_at=None) == spans(arrivals, session_ended_at=None)


@given(visits())
def test_intervals_never_overlap_and_only_the_last_can_be_open(arrivals):
    found = spans(arrivals, session_ended_at=None)

    assert all(span.left_at is not None for span in found[:-1])
    assert all(a.left_at <= b.joined_at for a, b in itertools.pairwise(found))
