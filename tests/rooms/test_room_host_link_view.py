from __future__ import annotations

import pytest

from core.models import AuditEntry
from tests.rooms.pages import text_of


def url(room):
    return f"/rooms/{room.remote_id}/host-link/"


def test_it_shows_the_link(alice_client, api_room):
    response = alice_client.post(url(api_room()))

    assert "participant_token=" in text_of(response)
    assert "<h1>" in text_of(response)


def test_it_gives_htmx_the_link_alone(alice_client, api_room):
    response = alice_client.post(url(api_room()), headers={"HX-Request": "true"})

    assert "participant_token=" in text_of(response)
    assert "<h1>" not in text_of(response)


def test_no_cache_keeps_it(alice_client, api_room):
    response = alice_client.post(url(api_room()))

    assert "no-store" in response.headers["Cache-Control"]


def test_it_notes_who_asked(alice_client, alice, api_room):
    alice_client.post(url(api_room()))

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == (alice, "room.reveal_host_link")


def test_the_note_holds_no_token(alice_client, api_room):
    alice_client.post(url(api_room()))

    entry = AuditEntry.objects.get()
    assert "token" not in f"{entry.changes}{entry.detail}{entry.target_name}"


def test_it_says_that_the_api_is_unreachable(alice_client, cached_room, unreachable_api):
    assert "cannot be reached" in text_of(alice_client.post(url(cached_room())))


def test_it_says_when_there_is_no_link(alice_client, canned_room):
    room, api = canned_room
    answer = api.next_answer()
    api.will_answer(type(answer).json({"id": "id-1", "display_name": "Board room"}))

    assert "gave no host link" in text_of(alice_client.post(url(room)))


def test_it_is_not_shown_for_a_mere_look(alice_client, cached_room):
    assert alice_client.get(url(cached_room())).status_code == 405


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
def test_it_is_closed_without_the_permission(request, cached_room, user):
    assert request.getfixturevalue(user).post(url(cached_room())).status_code == 403
