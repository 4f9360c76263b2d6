from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from accounts.models import NamesShown, Role, RoomScope, ScopeKind
from recordings.models import Recording
from rooms.models import MeetingSession, Participant, Room
from tests.support.meetings import SCRIPT
from tests.support.permissions import grant
from tests.support.queries import count_queries

LIVE = {"HX-Request": "true"}


@pytest.fixture
def meeting(db) -> MeetingSession:
    room = Room.objects.create(
        remote_id="r-77", display_name="Große Halle", meeting_code="697975707", metadata="team=42"
    )
    session = MeetingSession.objects.create(remote_id="s-77", room=room)
    Participant.objects.create(session=session, remote_id="p-1", name="Ada Lovelace")
    Recording.objects.create(remote_id="rec-77", session=session)
    return session


def found(client, text: str):
    return client.get("/search/", {"q": text}).context["found"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("große h", ["rooms", "sessions", "recordings"]),
        ("HALLE", ["rooms", "sessions", "recordings"]),
        ("697 975", ["rooms", "sessions", "recordings"]),
        ("team=42", ["rooms", "sessions", "recordings"]),
        ("r-77", ["rooms", "sessions", "recordings"]),
        ("s-77", ["sessions", "recordings"]),
        ("rec-77", ["recordings"]),
        ("lovelace", ["people"]),
        ("da lov", ["people"]),
        ('no "such" thing*', []),
        ("_____", []),
        ("%%%", []),
    ],
)
def test_it_finds(alice_client, meeting, text, kinds):
    search = found(alice_client, text)

    of_each = {
        kind: getattr(search, kind) for kind in ("rooms", "sessions", "people", "recordings")
    }
    assert [kind for kind, rows in of_each.items() if rows] == kinds


def test_it_asks_for_three_letters(alice_client, meeting):
    assert "at least three letters" in alice_client.get("/search/?q=gr").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00\x00", "x" * 5000, "'; DROP", '"', "\\"])
def test_it_answers_whatever_is_typed(alice_client, meeting, text):
    assert alice_client.get("/search/", {"q": text}).status_code == 200


def test_as_one_types_only_what_was_found_comes(alice_client, meeting):
    page = alice_client.get("/search/?q=halle", headers=LIVE).content.decode()

    assert page.startswith('<div class="found">')
    assert page.count('class="found-item"') == 4  # three, and all of them


def test_it_finds_only_what_one_may_see(charlie_client, charlie, meeting):
    assert found(charlie_client, "halle").count == 0
    grant(charlie, "view_recording")
    charlie_client.force_login(charlie)

    assert found(charlie_client, "halle").rooms == []
    assert len(found(charlie_client, "halle").recordings) == 1


def test_it_finds_only_in_rooms_that_one_s_roles_are_for(bob_client, bob, meeting):
    group = Group.objects.create(name="Sales")
    bob.groups.add(group)
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Sales")

    assert [found(bob_client, text).count for text in ("halle", "lovelace", "s-77")] == [0, 0, 0]


@pytest.mark.parametrize("shown", [NamesShown.HIDDEN, NamesShown.INITIALS])
def test_people_are_not_found_by_who_does_not_see_their_names(bob_client, bob, meeting, shown):
    group = Group.objects.create(name="Viewers")
    Role.objects.create(group=group, names_shown=shown)
    bob.groups.add(group)

    assert found(bob_client, "lovelace").people == []


def test_it_shows_hostile_names_as_text(alice_client, meeting):
    Participant.objects.update(name=SCRIPT)

    assert SCRIPT.encode() not in alice_client.get("/search/?q=script", headers=LIVE).content


def test_it_costs_the_same_for_more(alice_client, meeting):
    with_one = count_queries(lambda: alice_client.get("/search/?q=halle"))
    for number in range(9):
        room = Room.objects.create(remote_id=f"r-{number}", display_name=f"Halle {number}")
        MeetingSession.objects.create(remote_id=f"s-{number}", room=room)

    assert count_queries(lambda: alice_client.get("/search/?q=halle")) == with_one


def test_the_sheet_of_shortcuts_can_be_read(charlie_client):
    assert "Next row" in charlie_client.get("/shortcuts/").content.decode()


def test_shortcuts_can_be_switched_off(alice, alice_client):
    assert "data-shortcuts=" in alice_client.get("/").content.decode()
    alice_client.post("/account/preferences/", {"shortcuts_off": "on"})

    assert "data-shortcuts=" not in alice_client.get("/").content.decode()
