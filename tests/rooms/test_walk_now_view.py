from __future__ import annotations

import pytest

from rooms.models import Room, RoomWalk
from tests.rooms.pages import messages_of, text_of

URL = "/rooms/sync/now/"


def test_it_walks_the_rooms(alice_client, meetings_server):
    meetings_server.create_room(display_name="Board room")

    response = alice_client.post(URL, follow=True)

    assert Room.objects.get().display_name == "Board room"
    assert messages_of(response) == ["Asked for a walk; its line below says how it goes."]


def test_it_shows_that_the_api_is_unreachable(alice_client, unreachable_api):
    response = alice_client.post(URL, follow=True)

    assert "The last walk failed" in text_of(response)
    assert RoomWalk.objects.get().state == "failed"


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
def test_it_is_closed_without_the_permission(request, user):
    assert request.getfixturevalue(user).post(URL).status_code == 403


def test_it_starts_nothing_when_only_looked_at(alice_client):
    assert alice_client.get(URL).status_code == 405


def test_it_says_that_a_walk_is_under_way_already(alice_client):
    RoomWalk.objects.create(claim="a worker")

    response = alice_client.post(URL, follow=True)

    assert messages_of(response) == [
        "A walk is under way already; its line below says how far it is."
    ]
    assert RoomWalk.objects.count() == 1
