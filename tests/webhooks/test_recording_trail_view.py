from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recordings.models import Archive, Recording, Trash
from recordings.trail import Remedy
from rooms.models import MeetingSession, Room
from tests.support.meetings import (
    begin_session,
    end_session,
    name_room,
    record,
    stop_recording,
    tell,
)
from tests.support.permissions import grant
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db


def url(session_id: str = "s-1") -> str:
    return reverse("trails:session", args=[session_id])


def stop(client, address: str = "") -> tuple[str, str] | None:
    """At which step the trail stopped or waits, and in which state."""
    step = client.get(address or url()).context["page"].hindrance
    return step and (step.title, step.state)


def remedies(client, address: str = "") -> tuple[Remedy, ...]:
    return client.get(address or url()).context["page"].hindrance.remedies


def a_room(*, auto_record: bool = True, **fields) -> Room:
    room = name_room("Board room")
    Room.objects.update(auto_record=auto_record, **fields)
    return room


def die(**which) -> None:
    """As if these callbacks had failed for good, before they did anything."""
    Callback.objects.filter(**which).update(state=CallbackState.DEAD, error="It failed")


def test_a_room_that_does_not_record(alice_client):
    begin_session()
    end_session()
    a_room(auto_record=False)

    assert stop(alice_client) == ("Recording is switched on", "stopped")
    assert remedies(alice_client) == (Remedy.EDIT_ROOM, Remedy.ASK_RECORDINGS)
    assert reverse("rooms:edit", args=["r-1"]) in alice_client.get(url()).text


@pytest.mark.parametrize("auto_record", [True, False])
def test_a_room_that_allows_no_recording(alice_client, auto_record):
    begin_session()
    end_session()
    features = {"available_features": {"is_recording_available": False}}
    a_room(auto_record=auto_record, payload=features)

    assert stop(alice_client) == ("Recording is switched on", "stopped")
    assert "allows no recording at all" in alice_client.get(url()).text
    assert remedies(alice_client)[0] == Remedy.NEW_ROOM
    assert reverse("rooms:new") in alice_client.get(url()).text


def test_a_recording_of_a_room_that_allows_none_any_more(alice_client):
    begin_session()
    record()
    a_room(payload={"available_features": {"is_recording_available": False}})

    assert alice_client.get(url()).context["page"].steps[0].state == "done"


@pytest.mark.parametrize("of_room", [{"expired_at": timezone.now()}, {"gone_at": timezone.now()}])
def test_a_room_that_cannot_be_changed_leads_to_a_new_one(alice_client, of_room):
    begin_session()
    end_session()
    a_room(auto_record=False, **of_room)

    assert remedies(alice_client) == (Remedy.NEW_ROOM, Remedy.ASK_RECORDINGS)
    assert reverse("rooms:edit", args=["r-1"]) not in alice_client.get(url()).text


def test_where_the_api_switches_nothing_on_later_it_leads_to_a_new_room(alice_client, settings):
    settings.MEETINGS_API_URL = "http://127.0.0.1:9/v1/meetings"
    begin_session()
    a_room(auto_record=False)

    assert remedies(alice_client)[0] == Remedy.NEW_ROOM


def test_without_a_session_nothing_is_asked_about_it(alice_client):
    a_room(auto_record=False)

    assert remedies(alice_client, reverse("trails:room", args=["r-1"])) == (Remedy.EDIT_ROOM,)


def test_a_room_that_records_its_owner_only(alice_client):
    begin_session()
    a_room(record_only_owner=True)

    assert "its owner and shared screens only" in alice_client.get(url()).text


def test_a_room_that_the_api_was_not_asked_about(alice_client):
    begin_session()

    first = alice_client.get(url()).context["page"].steps[0]

    assert (first.state, first.remedies) == ("unknown", (Remedy.SYNC_ROOM,))


def test_no_callback_at_all(alice_client):
    a_room()

    response = alice_client.get(reverse("trails:room", args=["r-1"]))

    step = response.context["page"].hindrance
    assert (step.title, step.remedies) == ("The session is known", (Remedy.REGISTER,))
    assert "No callback has ever come" in step.words


def test_callbacks_of_other_rooms_only(alice_client):
    begin_session("s-9", "r-9")
    a_room()

    step = alice_client.get(reverse("trails:room", args=["r-1"])).context["page"].hindrance

    assert "the callbacks of this room go elsewhere" in step.words


def test_a_room_leads_to_its_newest_session(alice_client):
    begin_session("s-1", ago=60)
    begin_session("s-2", ago=30)

    response = alice_client.get(reverse("trails:room", args=["r-1"]))

    assert response.headers["Location"] == url("s-2")


def test_a_live_session_without_a_recording_so_far(alice_client):
    begin_session()
    a_room()

    assert stop(alice_client) == ("The recording started", "waiting")


def test_a_session_of_which_no_recording_was_told(alice_client):
    begin_session()
    end_session()
    a_room()

    assert stop(alice_client) == ("The recording started", "stopped")
    assert remedies(alice_client) == (Remedy.ASK_RECORDINGS,)


def test_started_and_still_running(alice_client):
    begin_session()
    record()
    a_room()

    assert stop(alice_client) == ("The recording ended", "waiting")
    assert remedies(alice_client) == (Remedy.REREAD,)


@pytest.mark.parametrize(("minutes", "state"), [(5, "waiting"), (15, "stopped")])
def test_started_but_not_ended(alice_client, minutes, state):
    begin_session(ago=40)
    record()
    end_session(began=40, ended=minutes)
    a_room()

    assert stop(alice_client) == ("The recording ended", state)
    assert remedies(alice_client) == (Remedy.REREAD,)


@pytest.mark.parametrize(("minutes", "state"), [(5, "waiting"), (15, "stopped")])
def test_ended_but_not_uploaded(alice_client, minutes, state):
    begin_session()
    stop_recording()
    Recording.objects.update(changed_at=timezone.now() - timedelta(minutes=minutes))
    a_room()

    assert stop(alice_client) == ("The file was uploaded", state)
    assert remedies(alice_client) == (Remedy.REREAD,)


def test_a_dead_callback_in_between(alice_client):
    begin_session()
    record()
    stop_recording()
    Recording.objects.update(status="started", ended_at=None)
    die(kind="recording:ended")
    a_room()

    response = alice_client.get(url())

    step = response.context["page"].hindrance
    assert step.title == "The recording ended"
    assert step.remedies == (Remedy.REPLAY, Remedy.REREAD)
    assert Callback.objects.get(kind="recording:ended").get_absolute_url() in response.text


def test_a_dead_callback_is_replayed(alice_client, django_capture_on_commit_callbacks):
    begin_session()
    record()
    Recording.objects.all().delete()
    die(kind="recording:started")
    a_room()
    assert stop(alice_client) == ("The recording started", "stopped")

    with django_capture_on_commit_callbacks(execute=True):
        response = alice_client.post(url(), {"remedy": "replay"}, follow=True)

    assert "1 callback is replayed." in response.text
    assert stop(alice_client) == ("The recording ended", "waiting")


def test_gone_at_the_api(alice_client):
    begin_session()
    stop_recording(event="uploaded")
    Recording.objects.update(gone_at=timezone.now())
    a_room()

    assert stop(alice_client) == ("It was kept", "stopped")
    assert remedies(alice_client) == (Remedy.REREAD,)


def test_gone_before_it_ended(alice_client):
    begin_session()
    record()
    Recording.objects.update(gone_at=timezone.now())
    a_room()

    assert stop(alice_client) == ("It was kept", "stopped")


def test_deleted_here(alice_client):
    begin_session()
    stop_recording(event="uploaded")
    Recording.objects.update(deleted_at=timezone.now())
    a_room()

    step = alice_client.get(url()).context["page"].hindrance

    assert (step.title, step.remedies) == ("It was kept", ())
    assert "Nothing brings it back" in step.words


def test_gone_at_the_api_but_archived(alice_client):
    begin_session()
    recording = stop_recording(event="uploaded")
    Recording.objects.update(gone_at=timezone.now())
    Archive.objects.create(recording=recording, state="ready", ready_at=timezone.now())
    a_room()

    response = alice_client.get(url())

    assert response.context["page"].hindrance is None
    assert "It is here." in response.text
    assert "the archived copy is here" in response.text


def test_in_the_trash(alice_client):
    begin_session()
    recording = stop_recording(event="uploaded")
    now = timezone.now()
    Trash.objects.create(recording=recording, delete_after=now, next_attempt_at=now)
    a_room()

    assert stop(alice_client) == ("It was kept", "stopped")
    assert remedies(alice_client) == (Remedy.RESTORE,)


def test_nothing_in_its_way(alice_client):
    begin_session()
    recording = stop_recording(event="uploaded")
    a_room()

    response = alice_client.get(url())

    assert response.context["page"].hindrance is None
    assert "It is here." in response.text
    assert recording.get_absolute_url() in response.text


def test_recorded_by_hand(alice_client):
    begin_session()
    stop_recording(event="uploaded")
    a_room(auto_record=False)

    first = alice_client.get(url()).context["page"].steps[0]

    assert (first.state, "somebody started" in first.words) == ("done", True)


def test_what_comes_after_the_hindrance_is_not_reached(alice_client):
    begin_session()
    end_session()
    a_room()

    states = [step.state for step in alice_client.get(url()).context["page"].steps]

    assert states == ["done", "done", "stopped", *["not reached"] * 5]


def test_of_several_recordings_it_is_about_the_one_that_is_not_ready(alice_client):
    begin_session()
    ready = stop_recording("rec-1", event="uploaded")
    record("rec-2")

    page = alice_client.get(url()).context["page"]

    assert page.recording.remote_id == "rec-2"
    assert [recording.pk for recording in page.other_recordings] == [ready.pk]


def test_a_recording_s_own_trail_is_about_that_one(alice_client):
    begin_session()
    stop_recording("rec-1", event="uploaded")
    record("rec-2")

    page = alice_client.get(reverse("trails:recording", args=["rec-1"])).context["page"]

    assert page.hindrance is None
    assert "recording:started" not in [callback.event for callback in page.evidence]


@pytest.mark.parametrize("remedy", ["ask_recordings", "reread", "sync_room", "check_link"])
def test_it_says_why_the_api_refuses(alice_client, unreachable_api, remedy):
    begin_session()
    stop_recording(event="uploaded")

    response = alice_client.post(url(), {"remedy": remedy}, follow=True)

    assert response.status_code == 200
    assert "cannot be reached" in response.text


@pytest.mark.parametrize("remedy", ["", "edit_room", "eat"])
def test_it_knows_no_other_remedy(alice_client, remedy):
    begin_session()

    assert alice_client.post(url(), {"remedy": remedy}).status_code == 400


def test_bob_may_look_but_not_replay(bob_client):
    begin_session()
    tell("recording:started", session_id="s-1", recording_id="rec-1")
    Recording.objects.all().delete()
    die(kind="recording:started")

    response = bob_client.get(url())

    assert "An administrator can replay it." in response.text
    assert bob_client.post(url(), {"remedy": "replay"}).status_code == 403


def test_who_may_see_no_callbacks_is_shown_none(charlie, charlie_client):
    grant(charlie, "view_recording", "view_meetingsession")
    begin_session()

    response = charlie_client.get(url())

    assert response.status_code == 200
    assert "/callbacks/" not in response.text.split("<main")[1]


def test_charlie_may_not_look(charlie_client):
    begin_session()
    a_room()

    for name, key in (("session", "s-1"), ("room", "r-1")):
        assert charlie_client.get(reverse(f"trails:{name}", args=[key])).status_code == 403


def test_it_knows_no_other_session(alice_client):
    assert alice_client.get(url("s-99")).status_code == 404


def test_it_costs_the_same_however_much_was_told(alice_client, django_assert_max_num_queries):
    begin_session()
    for number in range(10):
        stop_recording(f"rec-{number}", event="uploaded")
    assert MeetingSession.objects.count() == 1

    with django_assert_max_num_queries(10):  # two of Django's, five of the frame
        alice_client.get(url())
