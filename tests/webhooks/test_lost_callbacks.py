"""Callbacks that never came, came twice or came in any order, through the receiver itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from recordings.models import Recording, RecordingState
from rooms.intervals import REPEAT_WINDOW
from rooms.models import Interval, MeetingSession, Participant, Room
from tests.support.callbacks import payload, post
from webhooks.models import Callback

STARTED, ENDED = payload("session_started"), payload("session_ended")
SESSION, ROOM = STARTED["session_id"], STARTED["room_id"]
RANKS = {"recording:started": 0, "recording:ended": 1, "recording:uploaded": 2}
STATES = (RecordingState.STARTED, RecordingState.STOPPED, RecordingState.UPLOADED)


def person(event: str, name: str) -> dict[str, Any]:
    return payload(f"participant_{event}", participant_id=f"id of {name}", name=name)


def recording(event: str, number: int) -> dict[str, Any]:
    return payload(f"recording_{event}", recording_id=f"recording {number}")


EVENTS = [
    STARTED,
    *(person(event, name) for name in ("Mia", "Ola") for event in ("joined", "left")),
    person("joined", "Ngozi"),
    *(recording(event, number) for number in (1, 2) for event in ("started", "ended", "uploaded")),
    ENDED,
    payload("room_expired"),
]


def tell(events: list[dict[str, Any]]) -> None:
    for event in events:
        assert post(event).status_code == 204


def forget() -> None:
    for model in (Interval, Participant, Recording, MeetingSession, Room, Callback):
        model.objects.all().delete()


def expected(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What can be known from these events, whatever their order."""
    times = [event for event in events if event in (STARTED, ENDED)]
    people = {event["name"] for event in events if "participant_id" in event}
    ranks: dict[str, int] = {}
    for event in events:
        if "recording_id" in event:
            name, rank = event["recording_id"], RANKS[event["event"]]
            ranks[name] = max(rank, ranks.get(name, 0))
    names_session = any("session_id" in event for event in events)
    names_room = any("session_id" in event and "room_id" in event for event in events)
    return {
        "sessions": {SESSION: ROOM if names_room else None} if names_session else {},
        "started_at": parse_datetime(STARTED["started_at"]) if times else None,
        "ended_at": parse_datetime(ENDED["ended_at"]) if ENDED in events else None,
        "people": people,
        "recordings": {name: STATES[rank].value for name, rank in ranks.items()},
        "expired": payload("room_expired") in events,
    }


def known() -> dict[str, Any]:
    sessions = MeetingSession.objects.select_related("room")
    times = sessions.first()
    return {
        "sessions": {each.remote_id: each.room and each.room.remote_id for each in sessions},
        "started_at": times and times.started_at,
        "ended_at": times and times.ended_at,
        "people": set(Participant.objects.values_list("name", flat=True)),
        "recordings": dict(Recording.objects.values_list("remote_id", "status")),
        "expired": Room.objects.exclude(expired_at=None).exists(),
    }


class LostCallbacksTests(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_what_is_left_of_a_session_says_all_that_can_be_known(self, data):
        kept = data.draw(st.lists(st.sampled_from(EVENTS), unique_by=str, min_size=1))
        repeated = data.draw(st.lists(st.sampled_from(kept), max_size=5))
        forget()
        tell(data.draw(st.permutations([*kept, *repeated])))

        assert known() == expected(kept)
        assert (ENDED in kept) <= (not Interval.objects.filter(left_at=None).exists())
        for interval in Interval.objects.select_related("participant"):
            name = interval.participant.name
            if interval.left_is_inferred:
                assert interval.left_at == parse_datetime(ENDED["ended_at"])
            elif interval.left_at is not None:
                assert person("left", name) in kept


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def later(clock: time_machine.Coordinates, seconds: float) -> datetime:
    clock.shift(timedelta(seconds=seconds))
    return timezone.now()


def intervals(name: str = "Mia") -> list[tuple[datetime | None, datetime | None, bool]]:
    found = Interval.objects.filter(participant__name=name).order_by("id")
    return list(found.values_list("joined_at", "left_at", "left_is_inferred"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "event",
    [*EVENTS[1:4], recording("started", 1), recording("uploaded", 1), ENDED],
    ids=lambda event: event["event"],
)
def test_a_missed_start_is_healed_by_whatever_names_the_session(event):
    post(event)

    assert MeetingSession.objects.get().remote_id == SESSION


@pytest.mark.django_db
def test_a_missed_leave_is_closed_by_the_end_and_marked(clock):
    began = timezone.now()
    post(person("joined", "Mia"))
    post(payload("session_ended", ended_at=later(clock, 600).isoformat()))

    assert intervals() == [(began, timezone.now(), True)]


@pytest.mark.django_db
def test_a_late_leave_closes_its_own_interval_only(clock):
    began = timezone.now()
    post(person("joined", "Mia"))
    post(person("joined", "Ola"))
    left = later(clock, 300)
    post(person("left", "Mia"))
    again = later(clock, 300)
    post(person("joined", "Mia"))

    assert intervals() == [(began, left, False), (again, None, False)]
    assert intervals("Ola") == [(began, None, False)]


@pytest.mark.django_db
def test_a_leave_that_comes_after_the_re_join_closes_only_the_stay_before(clock):
    began = timezone.now()
    post(person("joined", "Mia"))
    again = later(clock, 600)
    post(person("joined", "Mia"))
    later(clock, 20)
    post(person("left", "Mia"))

    assert intervals() == [(began, again, False), (again, None, False)]
    assert Callback.objects.latest("pk").effects == ["Mia had left, and is there again."]


@pytest.mark.django_db
def test_a_leave_after_the_end_takes_the_place_of_the_inferred_one(clock):
    began = timezone.now()
    post(person("joined", "Mia"))
    post(payload("session_ended", ended_at=later(clock, 600).isoformat()))
    left = later(clock, 5)
    post(person("left", "Mia"))

    assert intervals() == [(began, left, False)]


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [1, 5, REPEAT_WINDOW.total_seconds() - 1])
def test_a_repeat_of_a_delivery_changes_nothing(clock, seconds):
    began = timezone.now()
    post(person("joined", "Mia"))
    left = later(clock, 1)
    post(person("left", "Mia"))
    later(clock, seconds - 1)
    post(person("joined", "Mia"))
    post(person("left", "Mia"))

    assert intervals() == [(began, left, False)]


@pytest.mark.django_db
def test_the_same_body_after_the_window_is_somebody_coming_back(clock):
    began = timezone.now()
    post(person("joined", "Mia"))
    left = later(clock, 1)
    post(person("left", "Mia"))
    again = later(clock, REPEAT_WINDOW.total_seconds())
    post(person("joined", "Mia"))

    assert intervals() == [(began, left, False), (again, None, False)]


@pytest.mark.django_db
def test_a_recording_finds_its_room_through_its_session():
    post(recording("started", 1))
    assert Recording.objects.get().session.room is None
    post(STARTED)

    assert Recording.objects.get().session.room.remote_id == ROOM


@pytest.mark.django_db
def test_a_recording_that_names_its_room_tells_it_of_the_session():
    post(recording("uploaded", 1))

    assert Recording.objects.get().session.room.remote_id == ROOM
