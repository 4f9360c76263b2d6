from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from recordings.models import Recording
from rooms.models import Interval, MeetingSession, Participant, Room
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import text_of
from tests.support.queries import count_queries

LIVE = {"HX-Request": "true"}


def live_session(room, number=1, people=("Ada",)):
    session = MeetingSession.objects.create(remote_id=f"s-{number}", room=room)
    for name in people:
        person = Participant.objects.create(session=session, remote_id=name, name=name)
        Interval.objects.create(participant=person, joined_at=timezone.now())
    return session


def test_it_shows_the_room(alice_client, cached_room):
    room = cached_room(metadata="team=42", payload={"id": "id-1", "theme": "harbour"})

    page = text_of(alice_client.get(room.get_absolute_url()))

    assert "697 975 707" in page
    assert "team=42" in page
    assert "harbour" in page


def test_it_offers_everything_to_who_may(alice_client, cached_room):
    page = text_of(alice_client.get(cached_room().get_absolute_url()))

    assert all(word in page for word in ("/edit/", "/delete/", "/extend/", "/host-link/"))


def test_it_offers_no_change_to_who_may_only_look(bob_client, cached_room):
    page = text_of(bob_client.get(cached_room().get_absolute_url()))

    assert not any(word in page for word in ("/edit/", "/delete/", "/extend/", "/host-link/"))


def test_it_is_closed_without_the_permission(charlie_client, cached_room):
    assert charlie_client.get(cached_room().get_absolute_url()).status_code == 403


@pytest.mark.parametrize("room_id", ["unknown", "%00", "%F0%9F%8E%89", "a" * 300])
def test_it_does_not_find_an_unknown_room(alice_client, room_id):
    assert alice_client.get(f"/rooms/{room_id}/").status_code == 404


def test_it_shows_who_is_there_now(alice_client, cached_room):
    room = cached_room()
    live_session(room, people=["Ada", "Grace"])

    page = text_of(alice_client.get(room.get_absolute_url()))

    assert "2 people there" in page
    assert "Grace" in page


def test_it_lists_sessions_with_their_recordings(alice_client, cached_room):
    room = cached_room()
    session = live_session(room)
    recording = Recording.objects.create(remote_id="rec-1", session=session)

    page = text_of(alice_client.get(room.get_absolute_url()))

    assert session.get_absolute_url() in page
    assert recording.get_absolute_url() in page


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        pytest.param({"deleted_at": timezone.now()}, "Deleted from here", id="deleted"),
        pytest.param({"gone_at": timezone.now()}, "does not have this room any more", id="gone"),
        pytest.param({"synced_at": None}, "Known from callbacks only", id="stub"),
        pytest.param({"is_available": False}, "This room has expired", id="expired"),
    ],
)
def test_it_says_what_became_of_the_room(alice_client, cached_room, columns, words):
    page = text_of(alice_client.get(cached_room(**columns).get_absolute_url()))

    assert words in page
    assert "/edit/" not in page
    assert "/extend/" not in page


def test_it_shows_hostile_names_as_text(alice_client, cached_room):
    room = cached_room(SCRIPT, metadata=SCRIPT, payload={"display_name": SCRIPT})
    live_session(room, people=[SCRIPT])

    response = alice_client.get(room.get_absolute_url())

    assert SCRIPT.encode() not in response.content


def test_it_keeps_the_host_link_out_of_the_page(alice_client, api_room):
    response = alice_client.get(api_room().get_absolute_url())

    assert b"participant_token" not in response.content


def test_it_tells_what_was_done_from_here(alice_client, alice, cached_room):
    room = cached_room()
    changes = {"display_name": {"before": SCRIPT, "after": "Board room"}}
    AuditEntry.objects.create(
        actor=alice, action="room.update", target="room:id-1", changes=changes
    )

    response = alice_client.get(room.get_absolute_url())

    assert "Changed" in text_of(response)
    assert SCRIPT.encode() not in response.content


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            {"expires_at": {"before": None, "after": "2030-01-02T03:04:05+00:00"}},
            "2 Jan 2030, 03:04",
            id="a time",
        ),
        pytest.param(
            {
                "recording_options": {
                    "before": {"auto_record": False, "record_only_owner": True},
                    "after": {"auto_record": True, "record_only_owner": True},
                }
            },
            "auto record: no → yes",
            id="an option",
        ),
    ],
)
def test_it_tells_in_words_what_was_changed(alice_client, cached_room, changes, words):
    room = cached_room()
    AuditEntry.objects.create(action="room.update", target="room:id-1", changes=changes)

    page = text_of(alice_client.get(room.get_absolute_url()))

    assert words in " ".join(re.sub("<[^>]*>", "", page).split())
    assert "record only owner" not in page


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"_links": None}, id="no links"),
        pytest.param({"_links": {"guest_url": "https://example.org/1"}}, id="link as text"),
        pytest.param({"_links": {"guest_url": {"href": "javascript:alert(1)"}}}, id="script"),
        pytest.param({"_links": {"guest_url": {"href": 7}}}, id="number"),
    ],
)
def test_it_takes_any_shape_of_guest_link(alice_client, cached_room, payload):
    response = alice_client.get(cached_room(payload=payload).get_absolute_url())

    assert response.status_code == 200
    assert b'href="javascript:' not in response.content


def test_its_number_of_queries_does_not_grow(alice_client, cached_room):
    room = cached_room()
    Recording.objects.create(remote_id="rec-1", session=live_session(room))
    with_one = count_queries(lambda: alice_client.get(room.get_absolute_url()))
    for number in range(2, 12):
        Recording.objects.create(remote_id=f"r-{number}", session=live_session(room, number))

    assert count_queries(lambda: alice_client.get(room.get_absolute_url())) == with_one


def test_an_instant_room_can_only_be_edited_where_the_api_allows(alice_client, cached_room, v1_api):
    room = cached_room(type="instant", expires_at=timezone.now() + timedelta(minutes=9))

    assert "/edit/" not in text_of(alice_client.get(room.get_absolute_url()))


def test_a_stub_is_not_called_open(alice_client, db):
    room = Room.objects.create(remote_id="only-heard-of")

    assert "Unknown" in text_of(alice_client.get(room.get_absolute_url()))


@pytest.mark.usefixtures("steady_clock")
def test_a_fetch_with_nothing_new_costs_one_query(
    alice_client, cached_room, django_assert_num_queries
):
    url = cached_room().get_absolute_url()
    etag = alice_client.get(url, headers=LIVE).headers["ETag"]

    with django_assert_num_queries(3):  # the session, the user, the revision
        response = alice_client.get(url, headers=LIVE | {"If-None-Match": etag})

    assert response.status_code == 304


def test_a_fetch_after_somebody_came_gets_the_sessions(alice_client, cached_room):
    room = cached_room()
    etag = alice_client.get(room.get_absolute_url(), headers=LIVE).headers["ETag"]
    live_session(room, people=["Ada"])

    response = alice_client.get(room.get_absolute_url(), headers=LIVE | {"If-None-Match": etag})

    assert "1 person there" in text_of(response)
    assert 'id="room-state" hx-swap-oob="true"' in text_of(response)
    assert "<h1>" not in text_of(response)


def test_a_fetch_of_an_unknown_room_finds_nothing(alice_client):
    assert alice_client.get("/rooms/unknown/", headers=LIVE).status_code == 404


def test_a_fetch_is_closed_without_the_permission(charlie_client, cached_room):
    response = charlie_client.get(cached_room().get_absolute_url(), headers=LIVE)

    assert response.status_code == 403
