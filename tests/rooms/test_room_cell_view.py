from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from rooms.models import Room
from rooms.services import room_update
from tests.meetings_api.canned import Canned
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import local, text_of
from tests.support.permissions import grant

HTMX = {"headers": {"HX-Request": "true"}}


def url(room, cell="name"):
    return f"/rooms/{room.remote_id}/cell/{cell}/"


def asked(client, room, cell="name"):
    return client.get(url(room, cell), {"edit": "1"}, **HTMX).context["form"]


def send(client, room, cell="name", form=None, **typed):
    form = form or asked(client, room, cell)
    return client.post(url(room, cell), {"made_from": form.made_from_signed, **typed}, **HTMX)


def test_it_saves_the_name(alice_client, api_room):
    room = api_room()

    response = send(alice_client, room, display_name="Studio")

    assert "Studio" in text_of(response)
    assert "data-cell-form" not in text_of(response)
    assert AuditEntry.objects.get().changes == {
        "display_name": {"before": "Board room", "after": "Studio"}
    }


def test_a_title_is_saved_and_all_of_its_page_comes_anew(alice_client, api_room):
    room = api_room()
    assert f"{url(room, 'title')}?edit=1" in alice_client.get(room.get_absolute_url()).text

    response = send(alice_client, room, "title", display_name="Studio")

    assert response["HX-Redirect"] == room.get_absolute_url()
    assert "<title>Studio" in alice_client.get(room.get_absolute_url()).text


def test_a_title_is_left_as_it_was(alice_client, api_room):
    room = api_room()

    shown = alice_client.get(url(room, "title"), **HTMX)

    assert '<h1><bdi class="name">Board room</bdi></h1>' in shown.text


def test_it_saves_the_expiry(alice_client, api_room):
    room = api_room()
    wanted = local(timezone.now() + timedelta(days=20))

    send(alice_client, room, "expiry", expires_at=wanted)

    assert local(Room.objects.get().expires_at) == wanted


def test_it_sends_nothing_when_nothing_was_changed(alice_client, canned_room):
    room, api = canned_room

    send(alice_client, room, display_name="Board room")

    assert api.requests == []


@pytest.mark.parametrize(
    ("cell", "typed", "words"),
    [
        ("name", {"display_name": "x" * 201}, "at most 200"),
        ("name", {"display_name": ""}, "required"),
        ("expiry", {"expires_at": "2020-01-01T00:00"}, "10 minutes"),
    ],
)
def test_it_refuses_beside_the_field(
    alice_client, cached_room, unreachable_api, cell, typed, words
):
    response = send(alice_client, cached_room(), cell, **typed)

    assert words in text_of(response)
    assert next(iter(typed.values())) in text_of(response)


def test_what_was_typed_stays_when_the_api_says_no(alice_client, canned_room):
    room, api = canned_room
    form = asked(alice_client, room)
    body = {"message": '"update_details.display_name" is taken', "name": "InputValidationError"}
    api.will_answer(api.next_answer(), Canned.json(body, 400))

    response = send(alice_client, room, form=form, display_name="Studio")

    assert "The API refused" in text_of(response)
    assert 'value="Studio"' in text_of(response)


def test_it_tells_a_change_of_somebody_else_and_keeps_mine(alice_client, alice, api_room):
    room = api_room()
    form = asked(alice_client, room)
    room_update(room=room, changes={"display_name": "Theirs"}, actor=alice)

    response = send(alice_client, room, form=form, display_name="Mine")

    assert "somebody changed it meanwhile" in text_of(response)
    assert 'value="Mine"' in text_of(response)
    assert Room.objects.get().display_name == "Theirs"


def test_saving_again_overrules_the_other(alice_client, alice, api_room):
    room = api_room()
    form = asked(alice_client, room)
    room_update(room=room, changes={"display_name": "Theirs"}, actor=alice)
    form = send(alice_client, room, form=form, display_name="Mine").context["form"]

    send(alice_client, room, form=form, display_name="Mine")

    assert Room.objects.get().display_name == "Mine"


def test_leaving_it_shows_the_cell_as_it_was(alice_client, cached_room, unreachable_api):
    response = alice_client.get(url(cached_room()), **HTMX)

    assert "Board room" in text_of(response)
    assert "<form" not in text_of(response)


def test_it_says_when_the_room_is_gone(alice_client, cached_room, meetings_server):
    response = send(alice_client, cached_room(), display_name="Studio")

    assert "does not have this room any more" in text_of(response)


def test_it_says_why_a_room_cannot_be_edited(alice_client, cached_room):
    room = cached_room(is_available=False)

    response = alice_client.get(url(room), {"edit": "1"}, **HTMX)

    assert "has expired" in text_of(response)


def test_without_script_it_leads_to_the_edit_page(alice_client, cached_room):
    room = cached_room()

    response = alice_client.get(url(room, "expiry"))

    assert response.url == f"/rooms/{room.remote_id}/edit/#id_expires_at"


def test_v1_offers_the_expiry_alone(alice_client, cached_room, v1_api):
    cached_room()

    text = text_of(alice_client.get("/rooms/"))

    assert "Change the expiry of Board room" in text
    assert "Rename Board room" not in text


def test_it_shows_hostile_text_as_text(alice_client, cached_room):
    response = alice_client.get(url(cached_room(SCRIPT)), {"edit": "1"}, **HTMX)

    assert SCRIPT.encode() not in response.content


def test_another_cell_is_not_there(alice_client, cached_room):
    assert alice_client.get(url(cached_room(), "metadata"), **HTMX).status_code == 404


def test_it_is_closed_without_the_permission(bob, bob_client, cached_room):
    room = cached_room()
    assert bob_client.get(url(room), **HTMX).status_code == 403

    grant(bob, "change_room")

    assert bob_client.get(url(room), **HTMX).status_code == 200
