from __future__ import annotations

import json
import shlex
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from rooms.models import Room
from rooms.services import room_update
from tests.meetings_api.canned import Canned
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import local, messages_of, text_of


def url(room):
    return f"/rooms/{room.remote_id}/edit/"


def form_as_shown(client, room):
    """What a browser would send back untouched."""
    form = client.get(url(room)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    if shown.get("expires_at"):
        shown["expires_at"] = shown["expires_at"].strftime("%Y-%m-%dT%H:%M")
    sent = {name: "on" if value is True else value for name, value in shown.items() if value}
    return sent | {"made_from": form.made_from_signed}


def test_it_saves_what_was_changed(alice_client, api_room):
    room = api_room(metadata="team=42")

    data = form_as_shown(alice_client, room) | {"display_name": "Studio"}
    response = alice_client.post(url(room), data, follow=True)

    room.refresh_from_db()
    assert (room.display_name, room.metadata) == ("Studio", "team=42")
    assert messages_of(response) == ["Saved the room Studio."]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ({"display_name": "Studio"}, {"display_name": "Studio"}),
        ({"metadata": ""}, {"metadata": None}),
        ({"expires_at": "2030-01-02T03:04"}, {"expires_at": "2030-01-02T03:04:00.000Z"}),
        (
            {"auto_record": "on"},
            {"recording_options": {"auto_record": True, "record_only_owner": True}},
        ),
        (
            {"display_name": "Studio", "expire_after_use": "on"},
            {"display_name": "Studio", "expire_after_use": True},
        ),
    ],
)
def test_it_sends_only_what_was_changed(alice_client, canned_room, typed, sent):
    room, api = canned_room

    alice_client.post(url(room), form_as_shown(alice_client, room) | typed)

    assert [request.method for request in api.requests] == ["GET", "PATCH"]
    assert api.requests[-1].json == {"update_details": sent}


def test_it_sends_nothing_when_nothing_was_changed(alice_client, canned_room):
    room, api = canned_room

    response = alice_client.post(url(room), form_as_shown(alice_client, room), follow=True)

    assert api.requests == []
    assert messages_of(response) == ["Nothing was changed, so nothing was sent."]


def test_text_with_other_line_ends_and_edges_counts_as_unchanged(alice_client, canned_room):
    room, api = canned_room
    Room.objects.update(metadata=" a\nb ", display_name=" Board room ")
    data = form_as_shown(alice_client, room) | {"metadata": " a\r\nb "}

    alice_client.post(url(room), data)

    assert api.requests == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"display_name": ""}, "display_name", "required", id="no name"),
        pytest.param({"display_name": "x" * 201}, "display_name", "at most 200", id="long name"),
        pytest.param({"metadata": "x" * 501}, "metadata", "at most 500", id="long metadata"),
        pytest.param({"expires_at": ""}, "expires_at", "required", id="no expiry"),
        pytest.param({"expires_at": "2020-01-01T00:00"}, "expires_at", "10 minutes", id="past"),
        pytest.param(
            {"expires_at": local(timezone.now() + timedelta(minutes=9))},
            "expires_at",
            "10 minutes",
            id="under 10 minutes",
        ),
    ],
)
def test_it_refuses_at_the_field(alice_client, cached_room, unreachable_api, changes, field, words):
    room = cached_room()

    response = alice_client.post(url(room), form_as_shown(alice_client, room) | changes)

    assert response.status_code == 400
    assert words in str(response.context["form"].errors[field])


def test_an_expiry_that_was_left_alone_is_not_checked(alice_client, canned_room):
    room, api = canned_room
    Room.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    data = form_as_shown(alice_client, room) | {"display_name": "Studio"}

    alice_client.post(url(room), data)

    assert api.requests[-1].json == {"update_details": {"display_name": "Studio"}}


def test_the_words_of_the_api_stand_at_their_field(alice_client, canned_room):
    room, api = canned_room
    body = {"message": '"update_details.metadata" is not allowed', "name": "InputValidationError"}
    answer = api.next_answer()
    api.will_answer(answer, Canned.json(body, 400))

    data = form_as_shown(alice_client, room) | {"metadata": "new"}
    response = alice_client.post(url(room), data)

    assert response.status_code == 400
    assert "The API refused: the metadata is not allowed." in str(
        response.context["form"].errors["metadata"]
    )
    assert response.context["form"]["metadata"].value() == "new"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("rate_limited", "too many calls"),
        ("unauthorized", "did not accept your credentials"),
        ("server_error", "fault of its own"),
        ("malformed", "cannot be understood"),
    ],
)
@pytest.mark.parametrize("skip", [0, 1], ids=["on reading", "on changing"])
def test_it_says_what_the_api_said(alice_client, api_room, meetings_server, fault, words, skip):
    room = api_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Studio"}
    fault_spec = {"kind": fault, "count": 9, "skip": skip}
    meetings_server.control("POST", "/control/faults", fault_spec)

    response = alice_client.post(url(room), data)

    assert response.status_code == 400
    assert words in text_of(response)
    assert response.context["form"]["display_name"].value() == "Studio"


def test_it_says_that_the_api_is_unreachable(alice_client, cached_room, unreachable_api):
    room = cached_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Studio"}

    response = alice_client.post(url(room), data)

    assert response.status_code == 400
    assert "cannot be reached" in text_of(response)


def test_it_asks_when_somebody_else_changed_the_same(alice_client, alice, api_room):
    room = api_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Mine"}
    room_update(room=room, changes={"display_name": "Theirs"}, actor=alice)

    response = alice_client.post(url(room), data)

    assert response.status_code == 409
    conflict = response.context["differences"][0]
    assert (conflict.mine, conflict.theirs) == ("Mine", "Theirs")
    assert response.context["form"]["display_name"].value() == "Mine"
    assert Room.objects.get().display_name == "Theirs"


def test_saving_again_overrules_the_other(alice_client, alice, api_room):
    room = api_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Mine"}
    room_update(room=room, changes={"display_name": "Theirs"}, actor=alice)
    asked = alice_client.post(url(room), data).context["form"]

    alice_client.post(url(room), data | {"made_from": asked.made_from_signed})

    assert Room.objects.get().display_name == "Mine"


def test_each_field_of_a_conflict_is_chosen_by_itself(alice_client, alice, api_room):
    room = api_room(metadata="old")
    data = form_as_shown(alice_client, room) | {"display_name": "Mine", "metadata": "mine"}
    theirs = {"display_name": "Theirs", "metadata": "theirs"}
    room_update(room=room, changes=theirs, actor=alice)
    asked = alice_client.post(url(room), data).context["form"]

    chosen = {"keep_display_name": "theirs", "keep_metadata": "mine"}
    alice_client.post(url(room), data | chosen | {"made_from": asked.made_from_signed})

    room = Room.objects.get()
    assert (room.display_name, room.metadata) == ("Theirs", "mine")


@pytest.mark.parametrize("field", ["expires_at", "auto_record"])
def test_theirs_can_be_kept_of_any_kind_of_field(alice_client, alice, api_room, field):
    room = api_room()
    until = local(timezone.now() + timedelta(days=20))
    data = form_as_shown(alice_client, room) | {"expires_at": until, "display_name": "Mine"}
    changes = {"display_name": "Theirs", "recording_options": {"auto_record": True}}
    room_update(room=room, changes=changes, actor=alice)
    theirs = Room.objects.get().expires_at
    asked = alice_client.post(url(room), data).context["form"]

    chosen = {"keep_expires_at": "theirs", "keep_auto_record": "theirs"}
    alice_client.post(url(room), data | chosen | {"made_from": asked.made_from_signed})

    room = Room.objects.get()
    assert {"expires_at": room.expires_at == theirs, "auto_record": room.auto_record}[field]


def test_a_conflict_elsewhere_does_not_undo_what_was_not_touched(alice_client, alice, api_room):
    room = api_room(metadata="old")
    data = form_as_shown(alice_client, room) | {"display_name": "Mine"}
    theirs = {"display_name": "Theirs", "metadata": "theirs"}
    room_update(room=room, changes=theirs, actor=alice)
    asked = alice_client.post(url(room), data)
    assert [line.is_conflict for line in asked.context["differences"]] == [True, False]

    form = asked.context["form"]
    shown = {name: form[name].value() for name in ("display_name", "metadata")}
    alice_client.post(url(room), data | shown | {"made_from": form.made_from_signed})

    room = Room.objects.get()
    assert (room.display_name, room.metadata) == ("Mine", "theirs")


def test_it_leaves_alone_what_somebody_else_changed(alice_client, alice, api_room):
    room = api_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Mine"}
    room_update(room=room, changes={"metadata": "theirs"}, actor=alice)

    alice_client.post(url(room), data)

    room = Room.objects.get()
    assert (room.display_name, room.metadata) == ("Mine", "theirs")


@pytest.mark.parametrize("made_from", ["", "forged", "a:b:c"])
def test_it_takes_no_harm_from_a_forged_origin(alice_client, api_room, made_from):
    room = api_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Mine", "made_from": made_from}

    alice_client.post(url(room), data)

    assert Room.objects.get().display_name == "Mine"


def test_it_says_when_the_room_is_gone(alice_client, cached_room, meetings_server):
    room = cached_room()
    data = form_as_shown(alice_client, room) | {"display_name": "Studio"}

    response = alice_client.post(url(room), data, follow=True)

    assert messages_of(response) == ["Not saved: the API does not have this room any more."]
    assert Room.objects.get().is_gone


def test_a_preset_moves_the_expiry_and_keeps_what_was_typed(
    alice_client, cached_room, unreachable_api
):
    room = cached_room(expires_at=timezone.now() + timedelta(days=30))
    data = form_as_shown(alice_client, room) | {"display_name": "Studio", "preset": "1d"}

    form = alice_client.post(url(room), data).context["form"]

    assert local(form.shown_expiry) == local(room.expires_at + timedelta(days=1))
    assert form["display_name"].value() == "Studio"
    assert form.made_from_signed


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"gone_at": timezone.now()}, "is gone"),
        ({"synced_at": None}, "Nothing but the id"),
        ({"is_available": False}, "has expired"),
    ],
)
def test_it_is_not_offered_for_a_room_that_cannot_be_changed(
    alice_client, cached_room, columns, words
):
    response = alice_client.get(url(cached_room(**columns)), follow=True)

    assert words in messages_of(response)[0]


def test_it_has_only_the_fields_that_v1_can_change(alice_client, api_room, v1_api):
    form = alice_client.get(url(api_room())).context["form"]

    assert set(form.fields) == {"expires_at", "expire_after_use"}


def test_v1_changes_the_expiry(alice_client, api_room, v1_api):
    room = api_room()
    wanted = local(timezone.now() + timedelta(days=20))

    alice_client.post(url(room), form_as_shown(alice_client, room) | {"expires_at": wanted})

    assert local(Room.objects.get().expires_at) == wanted


def test_an_instant_room_has_no_expiry_to_change(alice_client, api_room):
    form = alice_client.get(url(api_room(type="instant"))).context["form"]

    assert set(form.fields) == {"display_name", "metadata", "auto_record", "record_only_owner"}


def test_it_notes_what_was_changed(alice_client, api_room):
    room = api_room("Board room")

    alice_client.post(url(room), form_as_shown(alice_client, room) | {"display_name": "Studio"})

    assert AuditEntry.objects.get().changes == {
        "display_name": {"before": "Board room", "after": "Studio"}
    }


def test_it_shows_hostile_text_as_text(alice_client, cached_room):
    response = alice_client.get(url(cached_room(SCRIPT, metadata=f"</textarea>{SCRIPT}")))

    assert SCRIPT.encode() not in response.content


def test_it_shows_the_request_and_sends_nothing(alice_client, canned_room):
    room, api = canned_room
    data = form_as_shown(alice_client, room) | {"display_name": "Ada's", "show": "request"}

    preview = alice_client.post(url(room), data).context["preview"]

    command = shlex.split(preview)
    assert command[:4] == ["curl", "--request", "PATCH", f"{api.url}/beta/meetings/rooms/id-1"]
    assert json.loads(command[-1]) == {"update_details": {"display_name": "Ada's"}}
    assert api.requests == []


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_closed_without_the_permission(request, cached_room, user, method):
    client = request.getfixturevalue(user)

    assert getattr(client, method)(url(cached_room())).status_code == 403


def test_it_does_not_find_an_unknown_room(alice_client):
    assert alice_client.get("/rooms/unknown/edit/").status_code == 404
