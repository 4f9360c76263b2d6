from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from accounts.models import RoomScope, ScopeKind
from core.models import AuditEntry
from rooms.models import Room
from rooms.services import room_refresh, wire_time
from tests.support.meetings import begin_session, join, name_room
from tests.support.queries import count_queries
from tests.support.tokens import bearer, make_token, script_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/rooms/"


@pytest.fixture
def room(meetings_server, db) -> Room:
    answer = meetings_server.create_room(display_name="Board room")
    return room_refresh(room=Room.objects.create(remote_id=answer["id"]))


def change(script, room: Room, **changes):
    return script.patch(f"{URL}{room.remote_id}/", changes, content_type="application/json")


def names(answer) -> list[str]:
    return [item["name"] for item in answer.json()["items"]]


def test_it_tells_what_the_page_tells(alice):
    name_room("Board room")
    begin_session()
    join("Ada")

    item = script_of(alice).get(URL).json()["items"][0]
    assert (item["id"], item["name"], item["state"]) == ("r-1", "Board room", "live")
    assert (item["people_now"], item["recording_count"]) == (1, 0)
    assert item == script_of(alice).get(f"{URL}r-1/").json()


def test_a_host_link_is_never_told(alice, room):
    assert "host" not in script_of(alice).get(f"{URL}{room.remote_id}/").text


def test_following_next_meets_every_room_once(alice):
    Room.objects.bulk_create(Room(remote_id=f"r-{n}", display_name=f"{n:02}") for n in range(25))
    script, address, met = script_of(alice), f"{URL}?limit=10", []
    while address:
        answer = script.get(address)
        met += names(answer)
        address = answer.json()["next"]

    assert met == [f"{n:02}" for n in range(25)]


def test_following_previous_leads_back(alice):
    Room.objects.bulk_create(Room(remote_id=f"r-{n}", display_name=f"{n}") for n in range(4))
    script = script_of(alice)
    second = script.get(script.get(f"{URL}?limit=2").json()["next"]).json()

    assert names(script.get(second["previous"])) == ["0", "1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=board", ["Board"]), ("state=gone", ["Gone"]), ("sort=-name", ["Choir", "Board"])],
)
def test_it_filters_as_the_page_does(alice, query, found):
    for name in ("Board", "Choir", "Gone"):
        name_room(name, f"r-{name}")
    Room.objects.filter(display_name="Gone").update(gone_at=timezone.now())

    assert names(script_of(alice).get(f"{URL}?{query}")) == found


def test_a_page_costs_the_same_however_many_rooms_are_on_it(alice):
    script = script_of(alice)
    name_room("Board room")
    script.get(URL)
    one = count_queries(lambda: script.get(URL))
    Room.objects.bulk_create(Room(remote_id=f"many-{n}") for n in range(30))

    assert count_queries(lambda: script.get(URL)) == one <= 4


def test_renaming_asks_the_api_and_is_on_record_with_the_token(alice, room):
    token, text = make_token(alice, "rooms:write")
    answer = change(bearer(text), room, name="Studio")

    assert (answer.status_code, answer.json()["name"]) == (200, "Studio")
    entry = AuditEntry.objects.get(action="room.update")
    assert (entry.actor, entry.token) == (alice, f"nightly ({token.public_id})")
    assert entry.changes["display_name"] == {"before": "Board room", "after": "Studio"}


def test_the_expiry_is_moved(alice, room):
    until = (timezone.now() + timedelta(days=3)).replace(microsecond=0)

    answer = change(script_of(alice), room, expires_at=wire_time(until))

    room.refresh_from_db()
    assert answer.status_code == 200, answer.text
    assert room.expires_at == until


def test_what_is_left_out_or_the_same_is_not_sent(alice, unreachable_api):
    name_room("Board room")
    room = Room.objects.get()

    assert change(script_of(alice), room).status_code == 200
    assert change(script_of(alice), room, name="Board room", expires_at=None).status_code == 200


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": ""}, "body.name"),
        ({"name": "   "}, "body.name"),
        ({"name": "a\0b"}, "body.name"),
        ({"name": "x" * 201}, "body.name"),
        ({"name": 5}, "body.name"),
        ({"expires_at": 1893456000}, "body.expires_at"),
        ({"expires_at": "tomorrow"}, "body.expires_at"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "body.expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "body.expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-05:00"}, "body.expires_at"),
        ({"metadata": "x"}, "body.metadata"),
    ],
)
def test_what_no_api_takes_is_refused_at_its_field(alice, room, changes, where):
    answer = change(script_of(alice), room, **changes)

    assert answer.status_code == 422, answer.text
    assert [error["where"] for error in answer.json()["errors"]] == [where]


@pytest.mark.parametrize("body", ["", "{", "[]", "\xff", '{"name": "\\ud800"}', "[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(alice, room, body):
    answer = script_of(alice).patch(
        f"{URL}{room.remote_id}/", body.encode("latin-1"), content_type="application/json"
    )

    assert answer.status_code in (400, 422)


def test_what_the_api_refuses_comes_back_in_its_words(alice, meetings_server):
    name_room("Not there")
    Room.objects.update(type="long_term", expires_at=timezone.now() + timedelta(days=1))

    answer = change(script_of(alice), Room.objects.get(), name="Studio")

    assert answer.status_code == 409
    assert AuditEntry.objects.get(action="room.update").outcome == "refused"


def test_an_api_that_is_away_is_a_bad_gateway(alice, unreachable_api):
    name_room("Board room")
    Room.objects.update(type="long_term", expires_at=timezone.now() + timedelta(days=1))

    answer = change(script_of(alice), Room.objects.get(), name="Studio")

    assert answer.status_code == 502
    assert "cannot be reached" in answer.json()["detail"]


def test_an_expired_room_says_why_it_cannot_be_changed(alice):
    name_room("Board room")
    Room.objects.update(type="long_term", expires_at=timezone.now())

    answer = change(script_of(alice), Room.objects.get(), name="Studio")

    assert answer.status_code == 409
    assert "has expired" in answer.json()["detail"]


@pytest.fixture
def ward(charlie):
    """Somebody for rooms whose name begins with Ward."""
    group = Group.objects.create(name="Ward")
    group.permissions.set(Permission.objects.filter(codename__in=["view_room", "change_room"]))
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Ward")
    charlie.groups.add(group)
    return charlie


def test_rooms_of_others_are_not_there(ward, room):
    name_room("Ward 1")
    script = script_of(ward)

    assert names(script.get(URL)) == ["Ward 1"]
    assert script.get(f"{URL}{room.remote_id}/").status_code == 404
    assert change(script, room, name="Ward 2").status_code == 404


def test_no_room_is_renamed_out_of_ones_sight(ward, room):
    Room.objects.update(display_name="Ward 1")

    answer = change(script_of(ward), room, name="Board room")

    assert answer.status_code == 409
    assert "Your roles are for other rooms" in answer.json()["detail"]
