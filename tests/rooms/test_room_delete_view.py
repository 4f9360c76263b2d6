from __future__ import annotations

import pytest

from core.models import AuditEntry
from recordings.models import Recording
from rooms.models import Interval, MeetingSession, Participant, Room
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import messages_of, text_of


def url(room):
    return f"/rooms/{room.remote_id}/delete/"


def test_it_says_what_goes(alice_client, cached_room):
    room = cached_room()
    session = MeetingSession.objects.create(remote_id="s-1", room=room)
    person = Participant.objects.create(session=session, remote_id="p-1", name="Ada")
    Interval.objects.create(participant=person)
    Recording.objects.create(remote_id="rec-1", session=session)

    page = text_of(alice_client.get(url(room)))

    assert "under way with 1 person" in page
    assert "1 session stays" in page
    assert "1 recording is not deleted" in page


def test_it_deletes_nothing_when_only_looked_at(alice_client, cached_room, unreachable_api):
    alice_client.get(url(cached_room()))

    assert not Room.objects.get().is_gone


def test_it_puts_the_focus_on_cancel(alice_client, cached_room):
    assert "data-dialog-cancel autofocus" in text_of(alice_client.get(url(cached_room())))


def test_it_deletes_the_room(alice_client, api_room, meetings_server):
    room = api_room()

    response = alice_client.post(url(room), follow=True)

    assert Room.objects.get().deleted_at is not None
    assert messages_of(response) == ["Deleted the room Board room."]
    assert AuditEntry.objects.get().action == "room.delete"


def test_it_says_when_the_room_was_gone_already(alice_client, cached_room, meetings_server):
    response = alice_client.post(url(cached_room()), follow=True)

    assert messages_of(response) == ["Board room was already gone."]
    assert Room.objects.get().gone_at is not None


@pytest.mark.parametrize(
    ("fault", "words"),
    [("server_error", "fault of its own"), ("unauthorized", "did not accept your credentials")],
)
def test_it_keeps_the_room_when_the_api_says_no(
    alice_client, api_room, meetings_server, fault, words
):
    room = api_room()
    meetings_server.control("POST", "/control/faults", {"kind": fault, "count": 9})

    response = alice_client.post(url(room), follow=True)

    assert words in messages_of(response)[0]
    assert not Room.objects.get().is_gone


def test_it_says_that_the_api_is_unreachable(alice_client, cached_room, unreachable_api):
    response = alice_client.post(url(cached_room()), follow=True)

    assert "cannot be reached" in messages_of(response)[0]


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_not_there_where_the_api_cannot_delete(alice_client, api_room, v1_api, method):
    room = api_room()

    response = getattr(alice_client, method)(url(room), follow=True)

    assert "cannot delete rooms" in messages_of(response)[0]
    assert not Room.objects.get().is_gone


def test_it_shows_hostile_names_as_text(alice_client, cached_room):
    assert SCRIPT.encode() not in alice_client.get(url(cached_room(SCRIPT))).content


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_closed_without_the_permission(request, cached_room, user, method):
    client = request.getfixturevalue(user)

    assert getattr(client, method)(url(cached_room())).status_code == 403


def test_it_does_not_find_an_unknown_room(alice_client):
    assert alice_client.post("/rooms/unknown/delete/").status_code == 404
