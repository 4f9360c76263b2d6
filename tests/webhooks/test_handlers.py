from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from recordings.models import Recording, RecordingState
from rooms.models import Interval, MeetingSession, Participant, Room
from rooms.walks import rooms_walk
from tests.support.callbacks import payload, receive
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db

STARTED = datetime(2026, 3, 2, 9, 0, 0, 120000, tzinfo=UTC)
ENDED = datetime(2026, 3, 2, 9, 45, 10, 480000, tzinfo=UTC)


def test_session_started_opens_a_live_session_of_its_room():
    receive(payload("session_started"))

    session = MeetingSession.objects.get()
    assert (session.started_at, session.is_live) == (STARTED, True)
    assert session.room == Room.objects.get(remote_id=payload("session_started")["room_id"])


def test_session_ended_heals_a_missed_start():
    receive(payload("session_ended"))

    session = MeetingSession.objects.get()
    assert (session.started_at, session.ended_at) == (STARTED, ENDED)


def test_a_late_start_does_not_reopen_an_ended_session():
    receive(payload("session_ended"))
    receive(payload("session_started"))

    assert not MeetingSession.objects.get().is_live


def test_participant_joined_makes_a_person_who_is_there():
    receive(payload("participant_joined"))

    person = Participant.objects.get()
    assert (person.name, person.type, person.is_host, person.is_present) == (
        "Ngozi Eze",
        "Guest",
        True,
        True,
    )


def test_participant_left_closes_the_interval():
    receive(payload("participant_joined"))
    receive(payload("participant_left"))

    interval = Interval.objects.get()
    assert interval.left_at is not None
    assert not interval.left_is_inferred


def test_a_leave_without_a_join_says_so():
    left = receive(payload("participant_left"))

    assert left.effects[-1] == "Ngozi Eze has left; the join was not received."


def test_a_repeat_of_a_join_tells_nothing():
    receive(payload("participant_joined"))

    assert receive(payload("participant_joined")).effects == []


def test_session_ended_closes_what_nobody_left_and_marks_it_as_inferred():
    receive(payload("participant_joined"))
    receive(payload("session_ended"))

    interval = Interval.objects.get()
    assert (interval.left_at, interval.left_is_inferred) == (ENDED, True)


def test_a_late_leave_replaces_the_inferred_one():
    receive(payload("participant_joined"))
    receive(payload("session_ended"))
    receive(payload("participant_left"))

    assert not Interval.objects.get().left_is_inferred


def test_a_recording_exists_from_its_start():
    receive(payload("recording_started"))

    recording = Recording.objects.get()
    assert recording.state == RecordingState.STARTED
    assert recording.session.remote_id == payload("recording_started")["session_id"]


def test_recording_ended_brings_its_times():
    receive(payload("recording_ended"))

    recording = Recording.objects.get()
    assert (recording.state, recording.duration_seconds) == (RecordingState.STOPPED, 38)


def test_recording_uploaded_keeps_no_link():
    receive(payload("recording_uploaded"))

    recording = Recording.objects.get()
    assert recording.state == RecordingState.UPLOADED
    assert "canary-signature" not in str(recording.payload)


def test_a_late_recording_event_never_takes_the_state_back():
    for name in ("recording_uploaded", "recording_ended", "recording_started"):
        receive(payload(name))

    assert Recording.objects.get().state == RecordingState.UPLOADED


def test_room_expired_closes_the_room():
    receive(payload("room_expired"))

    room = Room.objects.get()
    assert not room.is_available
    assert room.is_expired


def test_room_expired_of_before_an_extension_changes_nothing():
    later = timezone.now() + timedelta(days=7)
    room = Room.objects.create(remote_id=payload("room_expired")["room_id"], expires_at=later)
    callback = receive(payload("room_expired"))

    room.refresh_from_db()
    assert not room.is_expired
    assert callback.effects == [f"Room {room.name} is to last longer, so the API is asked."]


@pytest.mark.django_db(transaction=True)
def test_the_api_is_asked_about_a_room_that_expires_before_its_time(meetings_server):
    meetings_server.create_room(expire_after_use=True)
    rooms_walk()
    room = Room.objects.get()
    meetings_server.control("POST", f"/control/rooms/{room.remote_id}/expire")
    receive(payload("room_expired", room_id=room.remote_id))

    room.refresh_from_db()
    assert (room.is_available, room.is_expired) == (False, True)


def test_it_notes_on_the_callback_what_it_did():
    callback = receive(payload("participant_joined"))

    assert callback.state == CallbackState.APPLIED
    assert "Ngozi Eze is there." in callback.effects


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("room_expired", "room_id"),
        ("session_started", "session_id"),
        ("participant_joined", "participant_id"),
        ("participant_left", "session_id"),
        ("recording_started", "recording_id"),
        ("recording_uploaded", "session_id"),
    ],
)
def test_a_callback_without_what_it_is_about_is_dead_and_says_why(name, field):
    callback = receive(payload(name, **{field: None}))

    assert callback.state == CallbackState.DEAD
    assert callback.error == f'The callback has no "{field}".'


@pytest.mark.parametrize("rooms", [("r-1", "r-2"), ("r-2", "r-1")])
def test_of_two_rooms_the_same_is_kept_in_any_order_and_both_are_named(rooms):
    receive(payload("session_started", room_id=rooms[0]))
    receive(payload("recording_started"))
    second = receive(payload("session_ended", room_id=rooms[1]))

    assert MeetingSession.objects.get().room == Room.objects.get(remote_id="r-1")
    assert Room.objects.get(last_session_at__isnull=False).remote_id == "r-1"
    assert Callback.objects.get(kind="recording:started").room_remote_id == "r-1"
    told = f"Session was told to be of two rooms, {rooms[0]} and {rooms[1]}; kept: r-1."
    assert told in second.effects


@pytest.mark.parametrize("sessions", [("s-1", "s-2"), ("s-2", "s-1")])
def test_of_two_sessions_a_recording_keeps_the_same_in_any_order(sessions):
    receive(payload("recording_started", session_id=sessions[0]))
    second = receive(payload("recording_ended", session_id=sessions[1]))

    assert Recording.objects.get().session.remote_id == "s-1"
    told = "Recording was told to be of two sessions, s-1 and s-2; the first is kept."
    assert told in second.effects
