"""The buttons of the trail, against the real Meetings server."""

from __future__ import annotations

import pytest
from django.urls import reverse

from recordings.models import Recording
from recordings.trail import Remedy
from tests.support.meetings import begin_session, end_session, tell
from tests.support.remote import delete_remotely, stopped_recording, uploaded_recording

pytestmark = pytest.mark.django_db


def address(recording: Recording) -> str:
    return reverse("trails:recording", args=[recording.remote_id])


def last_step(response):
    return response.context["page"].steps[-1]


def test_a_link_that_is_alive(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    assert last_step(alice_client.get(address(recording))).state == "unknown"

    response = alice_client.post(address(recording), {"remedy": "check_link"})

    assert last_step(response).state == "done"
    assert "A fresh link leads to a file of" in response.text
    assert "Signature" not in response.text


def test_a_link_to_where_recordings_are_not_kept(alice_client, meetings_server, settings):
    recording = uploaded_recording(meetings_server)
    settings.RECORDING_HOSTS = []
    delete_remotely(meetings_server)

    response = alice_client.post(address(recording), {"remedy": "check_link"})

    hindrance = response.context["page"].hindrance
    assert (hindrance.title, hindrance.state) == ("It was kept", "stopped")


def test_a_recording_that_was_deleted_at_the_api(alice_client, meetings_server):
    recording = stopped_recording(meetings_server)
    delete_remotely(meetings_server)

    response = alice_client.post(address(recording), {"remedy": "reread"}, follow=True)

    assert "The API says: Gone." in response.text
    assert response.context["page"].hindrance.title == "It was kept"


def test_a_callback_that_was_lost(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    session = recording.session
    recording.delete()
    trail = reverse("trails:session", args=[session.remote_id])
    end_session(session.remote_id, session.room.remote_id)

    response = alice_client.post(trail, {"remedy": "ask_recordings"}, follow=True)

    assert "The API names 1 recording of this session." in response.text
    assert response.context["page"].hindrance is None


def test_a_callback_that_no_replay_helps(alice_client, meetings_server):
    recording = uploaded_recording(meetings_server)
    session_id = recording.session.remote_id
    recording.delete()
    end_session(session_id, recording.session.room.remote_id)
    tell("recording:uploaded", session_id=session_id, recording_id="no/id")
    trail = reverse("trails:session", args=[session_id])
    step = alice_client.get(trail).context["page"].hindrance
    assert step.remedies == (Remedy.REPLAY, Remedy.ASK_RECORDINGS)

    response = alice_client.post(trail, {"remedy": Remedy.ASK_RECORDINGS}, follow=True)

    assert response.context["page"].hindrance is None


def test_a_session_that_the_api_does_not_have(alice_client, meetings_server):
    begin_session()

    response = alice_client.post(
        reverse("trails:session", args=["s-1"]), {"remedy": "ask_recordings"}, follow=True
    )

    assert "The API names no recording of this session" in response.text


def test_a_room_is_asked_about(alice_client, meetings_server):
    room = meetings_server.create_room(
        display_name="Board room", recording_options={"auto_record": True}
    )
    begin_session("s-1", room["id"])

    response = alice_client.post(
        reverse("trails:session", args=["s-1"]), {"remedy": "sync_room"}, follow=True
    )

    assert response.context["page"].steps[0].state == "done"
    assert "The room records every session by itself" in response.text
