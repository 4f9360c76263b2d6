from __future__ import annotations

import pytest

from rooms.models import Room
from tests.rooms.pages import messages_of


def url(room):
    return f"/rooms/{room.remote_id}/refresh/"


def test_it_brings_what_is_new(alice_client, api_room):
    room = api_room()
    Room.objects.update(display_name="Outdated", digest="")

    response = alice_client.post(url(room), follow=True)

    assert Room.objects.get().display_name == "Board room"
    assert messages_of(response) == ["Refreshed from the API."]


def test_it_says_when_nothing_has_changed(alice_client, api_room):
    response = alice_client.post(url(api_room()), follow=True)

    assert messages_of(response) == ["Asked the API: nothing has changed."]


def test_it_marks_a_room_that_the_api_does_not_have(alice_client, cached_room, meetings_server):
    response = alice_client.post(url(cached_room()), follow=True)

    assert Room.objects.get().gone_at is not None
    assert messages_of(response) == ["The API does not have this room any more."]


def test_it_says_that_the_api_is_unreachable(alice_client, cached_room, unreachable_api):
    response = alice_client.post(url(cached_room()), follow=True)

    assert "cannot be reached" in messages_of(response)[0]
    assert not Room.objects.get().is_gone


def test_it_is_closed_without_the_permission(charlie_client, cached_room):
    assert charlie_client.post(url(cached_room())).status_code == 403


@pytest.mark.parametrize("room_id", ["unknown", "%00"])
def test_it_does_not_find_an_unknown_room(alice_client, room_id):
    assert alice_client.post(f"/rooms/{room_id}/refresh/").status_code == 404
