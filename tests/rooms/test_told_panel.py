"""The panel "Where this comes from" on the pages of rooms, sessions and recordings."""

from __future__ import annotations

import pytest

from rooms.models import Room
from rooms.services import room_update
from rooms.walks import rooms_walk
from tests.rooms.pages import text_of
from tests.support.meetings import SCRIPT, begin_session, join, record
from webhooks.models import Callback


def panel(client, url: str) -> str:
    return text_of(client.get(url)).partition("Where this comes from")[2]


def test_a_room_names_walk_and_editor(alice_client, alice, meetings_server):
    meetings_server.create_room(display_name="Board room", metadata="floor 3")
    walk = rooms_walk()
    room = Room.objects.get()
    room_update(room=room, changes={"metadata": "floor 4"}, actor=alice)

    told = panel(alice_client, room.get_absolute_url())

    assert f'href="/rooms/sync/{walk.pk}/">walk {walk.pk}</a>' in told
    assert "edited by" in told


@pytest.mark.django_db
def test_a_session_names_callbacks_also_of_its_people(alice_client):
    begin_session()
    join("Mia")

    told = panel(alice_client, "/sessions/s-1/")

    for callback in Callback.objects.all():
        assert f'href="/callbacks/{callback.pk}/"' in told
    assert "Mia" in told


@pytest.mark.django_db
def test_a_recording_names_its_callback(alice_client):
    recording = record()

    callback = Callback.objects.get()
    assert f"callback {callback.pk}" in panel(alice_client, recording.get_absolute_url())


@pytest.mark.django_db
def test_it_links_nothing_that_one_may_not_see(bob_client, bob):
    bob.user_permissions.remove(
        *bob.user_permissions.filter(codename__in=["view_callback", "view_roomwalk"])
    )
    begin_session()

    told = panel(bob_client, "/sessions/s-1/")

    assert f"callback {Callback.objects.get().pk}" in told
    assert "/callbacks/" not in told


@pytest.mark.django_db
def test_what_was_known_before_says_so(alice_client):
    Room.objects.create(remote_id="r-1", display_name=SCRIPT)

    response = alice_client.get("/rooms/r-1/")

    assert "known before sources were kept" in text_of(response)
    assert SCRIPT.encode() not in response.content
