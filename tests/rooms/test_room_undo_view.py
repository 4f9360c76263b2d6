from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from core.models import AuditEntry
from rooms.models import Room
from tests.rooms.pages import messages_of

UNDO = re.compile(r'<form method="post" action="(/rooms/[^"]+/undo/[^"]+)"')


def offered(response: Any) -> str:
    """Where the Undo of a page's message posts to; empty without one."""
    found = UNDO.search(response.content.decode())
    return unescape(found[1]) if found else ""


def extended(client: Any, room: Room, preset: str = "7d") -> str:
    return offered(client.post(f"/rooms/{room.remote_id}/extend/", {"preset": preset}, follow=True))


def test_an_extension_is_taken_back(alice_client, api_room, meetings_server):
    room = api_room()
    undo = extended(alice_client, room)

    response = alice_client.post(undo, {"next": "/rooms/?q=board"})

    assert response.headers["Location"] == "/rooms/?q=board"
    assert Room.objects.get().expires_at == room.expires_at
    assert AuditEntry.objects.filter(action="room.update").count() == 2


def test_what_an_edit_changed_is_taken_back(alice_client, api_room):
    room = api_room("Board room", metadata="floor 3")
    typed = {
        "display_name": "Attic",
        "metadata": "",
        "expires_at": f"{room.expires_at:%Y-%m-%dT%H:%M}",
    }

    undo = offered(alice_client.post(f"/rooms/{room.remote_id}/edit/", typed, follow=True))
    assert Room.objects.get().display_name == "Attic"
    alice_client.post(undo)

    assert Room.objects.get().display_name == "Board room"
    assert Room.objects.get().metadata == "floor 3"


def test_a_name_given_in_its_cell_is_taken_back_from_a_message_beside_it(alice_client, api_room):
    room = api_room()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/rooms/?q=a"}

    response = alice_client.post(
        f"/rooms/{room.remote_id}/cell/name/", {"display_name": "Attic"}, headers=headers
    )
    alice_client.post(offered(response))

    assert '<input type="hidden" name="next" value="/rooms/?q=a">' in response.content.decode()
    assert Room.objects.get().display_name == "Board room"


def test_it_leaves_alone_what_somebody_changed_since(alice_client, api_room, meetings_server):
    room = api_room()
    undo = extended(alice_client, room)
    extended(alice_client, room, "1d")

    response = alice_client.post(undo, follow=True)

    assert messages_of(response)[-1] == "Not taken back: somebody has changed it since."
    assert Room.objects.get().expires_at == room.expires_at + timedelta(days=8)


def test_it_offers_no_way_back_to_a_time_that_the_api_refuses(alice_client, api_room):
    room = api_room()
    Room.objects.update(expires_at=timezone.now() + timedelta(minutes=5))

    assert not extended(alice_client, room)


def test_it_takes_back_nothing_of_another_room(alice_client, api_room):
    room, other = api_room(), api_room("Other")
    undo = extended(alice_client, room).replace(room.remote_id, other.remote_id)

    response = alice_client.post(undo, follow=True)

    assert messages_of(response)[-1] == "Not taken back: that is no longer offered."
    assert Room.objects.get(pk=other.pk).expires_at == other.expires_at
