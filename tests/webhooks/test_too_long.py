"""What callbacks bring that is longer than anything the API sends."""

from __future__ import annotations

import pytest

from rooms.models import MeetingSession, Participant
from tests.support.callbacks import payload, post, receive
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db

CUT = 'The "name" is longer than 200 characters and was cut.'


def test_a_long_name_is_cut_and_both_the_name_and_the_callback_tell():
    callback = receive(payload("participant_joined", name="n" * 60_000))

    assert Participant.objects.get().name == "n" * 199 + "…"
    assert CUT in callback.effects


def test_a_name_of_just_the_limit_stays_whole():
    callback = receive(payload("participant_joined", name="n" * 200))

    assert Participant.objects.get().name == "n" * 200
    assert CUT not in callback.effects


def test_a_person_sees_that_it_was_cut(alice_client):
    callback = receive(payload("participant_joined", type="t" * 500))

    page = alice_client.get(f"/callbacks/{callback.pk}/").text
    assert "The &quot;type&quot; is longer than 100 characters and was cut." in page
    assert "t" * 500 in page


@pytest.mark.parametrize("end", ["a", "b"])
def test_an_id_that_is_too_long_is_not_taken_for_that_of_something_else(end):
    callback = receive(payload("session_started", session_id="s" * 200 + end))

    assert callback.state == CallbackState.DEAD
    assert callback.error == 'The "session_id" of the callback is no id.'
    assert not MeetingSession.objects.exists()


def test_the_name_of_an_unknown_event_is_cut_and_the_body_is_kept():
    post({"event": "e" * 500})

    callback = Callback.objects.get()
    assert callback.event == "e" * 99 + "…"
    assert "e" * 500 in callback.text


def test_a_number_beyond_all_measure_spoils_nothing_else_of_the_callback():
    callback = receive(payload("recording_uploaded", duration=10**400))

    assert callback.state == CallbackState.APPLIED
