from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from rooms.models import Room
from rooms.services import wire_time
from tests.rooms.pages import messages_of


def url(room):
    return f"/rooms/{room.remote_id}/extend/"


@pytest.mark.parametrize(
    ("preset", "step"),
    [
        ("1h", timedelta(hours=1)),
        ("1d", timedelta(days=1)),
        ("7d", timedelta(days=7)),
        ("30d", timedelta(days=30)),
    ],
)
def test_it_extends_from_an_expiry_that_is_ahead(alice_client, api_room, preset, step):
    room = api_room()

    response = alice_client.post(url(room), {"preset": preset}, follow=True)

    assert Room.objects.get().expires_at == room.expires_at + step
    assert messages_of(response)[0].startswith("Extended Board room until")


def test_it_extends_from_now_when_the_expiry_is_over(alice_client, canned_room):
    room, api = canned_room
    Room.objects.update(expires_at=timezone.now() - timedelta(days=3))

    alice_client.post(url(room), {"preset": "1h"})

    sent = api.requests[-1].json["update_details"]["expires_at"]
    assert wire_time(timezone.now() + timedelta(minutes=59)) < sent
    assert sent < wire_time(timezone.now() + timedelta(minutes=61))


@pytest.mark.parametrize("preset", ["", "1y", "-1h"])
def test_it_refuses_another_step(alice_client, cached_room, unreachable_api, preset):
    response = alice_client.post(url(cached_room()), {"preset": preset}, follow=True)

    assert messages_of(response) == ["Choose by how much to extend the room."]


def test_it_goes_back_to_the_list_that_it_was_called_from(alice_client, api_room):
    data = {"preset": "7d", "next": "/rooms/?q=board"}

    assert alice_client.post(url(api_room()), data).headers["Location"] == "/rooms/?q=board"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:x"])
def test_it_never_leads_to_another_site(alice_client, api_room, elsewhere):
    room = api_room()

    response = alice_client.post(url(room), {"preset": "7d", "next": elsewhere})

    assert response.headers["Location"] == room.get_absolute_url()


def test_it_says_what_the_api_said(alice_client, api_room, meetings_server):
    room = api_room()
    meetings_server.control("POST", "/control/faults", {"kind": "server_error", "count": 9})

    response = alice_client.post(url(room), {"preset": "1h"}, follow=True)

    assert "The room was not extended." in messages_of(response)[0]
    assert Room.objects.get().expires_at == room.expires_at
    assert AuditEntry.objects.get().outcome == "refused"


def test_it_says_that_the_api_is_unreachable(alice_client, cached_room, unreachable_api):
    response = alice_client.post(url(cached_room()), {"preset": "1h"}, follow=True)

    assert "cannot be reached" in messages_of(response)[0]


def test_it_never_extends_past_the_calendar(alice_client, canned_room):
    room, _ = canned_room
    Room.objects.update(expires_at="9999-12-31T00:00Z")

    assert alice_client.post(url(room), {"preset": "30d"}).status_code == 302


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
def test_it_is_closed_without_the_permission(request, cached_room, user):
    client = request.getfixturevalue(user)

    assert client.post(url(cached_room()), {"preset": "1h"}).status_code == 403


def test_it_changes_nothing_when_only_looked_at(alice_client, cached_room):
    assert alice_client.get(url(cached_room())).status_code == 405
