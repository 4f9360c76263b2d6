from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.lanes import Bar
from rooms.lanes import session_chart, stretch_chart
from rooms.models import MeetingSession, Participant
from rooms.presences import Presence

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return BEGAN + timedelta(minutes=minute)


def ended_session(minutes: float = 60) -> MeetingSession:
    return MeetingSession(began_at=BEGAN, ended_at=at(minutes))


def stay(name: str, joined: float | None, left: float | None, *, is_timed: bool = True) -> Presence:
    return Presence(
        person=Participant(pk=len(name), name=name),
        joined_at=None if joined is None else at(joined),
        left_at=None if left is None else at(left),
        left_is_inferred=False,
        is_timed=is_timed,
        is_open=left is None,
        until=at(60),
    )


def test_it_gives_a_person_one_lane_with_a_bar_for_each_stay():
    chart = session_chart(ended_session(), [stay("Ada", 0, 10), stay("Ada", 20, 30)])

    assert [(lane.name, list(lane.bars)) for lane in chart.lanes] == [
        ("Ada", [Bar(at(0), at(10)), Bar(at(20), at(30))]),
    ]


def test_it_gives_no_lane_to_times_that_are_not_known():
    chart = session_chart(ended_session(), [stay("Ada", None, None, is_timed=False)])

    assert chart.lanes == []


def test_it_leaves_the_bar_of_somebody_who_is_there_open():
    live = MeetingSession(began_at=BEGAN)

    chart = session_chart(live, [stay("Ada", 5, None)])

    assert chart.is_live
    assert list(chart.lanes[0].bars) == [Bar(at(5), None)]


def test_it_cuts_bars_to_the_stretch():
    chart = stretch_chart([stay("Ada", 0, 60)], starts_at=at(10), ends_at=at(20))

    assert list(chart.lanes[0].bars) == [Bar(at(10), at(20))]


def test_it_leaves_out_who_was_not_there_during_the_stretch():
    stays = [stay("Ada", 0, 5), stay("Bartholomew", 12, 15), stay("Cy", 30, None)]

    chart = stretch_chart(stays, starts_at=at(10), ends_at=at(20))

    assert [lane.name for lane in chart.lanes] == ["Bartholomew"]


def test_it_ends_an_open_bar_with_the_stretch():
    chart = stretch_chart([stay("Ada", 12, None)], starts_at=at(10), ends_at=at(20))

    assert list(chart.lanes[0].bars) == [Bar(at(12), at(20))]


@given(st.lists(st.tuples(st.integers(-90, 90), st.integers(0, 90)), max_size=8))
def test_no_bar_ever_leaves_the_stretch(pairs):
    stays = [stay("Ada", joined, joined + length) for joined, length in pairs]

    chart = stretch_chart(stays, starts_at=at(10), ends_at=at(20))

    bars = [bar for lane in chart.lanes for bar in lane.bars]
    assert all(at(10) <= bar.starts_at <= (bar.ends_at or at(0)) <= at(20) for bar in bars)


@given(st.integers(0, 600), st.integers(0, 600))
def test_every_bar_has_its_place_between_nought_and_a_hundred(joined, length):
    chart = session_chart(ended_session(), [stay("Ada", joined, joined + length)])

    (_, (bar,)) = chart.placed_lanes[0]
    assert 0 <= bar.start <= bar.start + bar.length <= 100.01
