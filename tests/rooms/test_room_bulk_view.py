from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from jobs.models import Job
from jobs.services import job_cancel, job_retry
from recordings.models import Archive, Recording
from rooms.models import MeetingSession, Room
from rooms.services import room_update
from tests.rooms.pages import messages_of, text_of
from tests.support.jobs import outcomes, work
from tests.support.permissions import grant
from tests.support.queries import count_queries

URL = "/rooms/bulk/"


def bulk(client, action, *rooms, **data):
    ids = [room.remote_id for room in rooms]
    return client.post(URL, {"action": action, "room": ids, **data}, follow=True)


def rename(client, *rooms, pattern, start="1", **data):
    """As people do it: look at the preview, then say yes."""
    asked = bulk(client, "rename", *rooms, sure="1", pattern=pattern, start=start, **data)
    seen = asked.context["renames"].digest
    bulk(client, "rename", *rooms, sure="1", pattern=pattern, start=start, seen=seen, **data)
    work()


def names():
    return sorted(Room.objects.values_list("display_name", flat=True))


def results():
    return outcomes(Job.objects.latest("pk"))


def test_it_extends_each_from_its_own_expiry(alice_client, api_room):
    rooms = [api_room("A"), api_room("B")]

    bulk(alice_client, "extend", *rooms, sure="1", preset="7d")
    work()

    for room in rooms:
        assert Room.objects.get(pk=room.pk).expires_at == room.expires_at + timedelta(days=7)
    assert AuditEntry.objects.filter(action="room.update").count() == 2


def test_an_extension_that_is_repeated_stays_what_it_was(alice_client, api_room):
    room = api_room()
    bulk(alice_client, "extend", room, sure="1", preset="7d")
    work()
    item = Job.objects.get().items.get()

    item.state = "waiting"
    item.save()
    Job.objects.update(state="waiting")
    work()

    assert results()[room.remote_id][0] == "skipped"
    assert Room.objects.get().expires_at == room.expires_at + timedelta(days=7)


def test_it_says_what_cannot_be_extended(alice_client, api_room):
    instant, open_room = api_room("A", type="instant"), api_room("B")

    bulk(alice_client, "extend", instant, open_room, sure="1", preset="1d")
    work()

    assert results()[instant.remote_id] == (
        "skipped",
        "An instant room has no expiry to extend.",
    )
    assert results()[open_room.remote_id][0] == "done"


def test_it_asks_by_how_much(alice_client, cached_room):
    response = bulk(alice_client, "extend", cached_room())

    assert "Extend 1 room" in text_of(response)
    assert not Job.objects.exists()


def test_nothing_is_begun_by_a_step_that_is_none(alice_client, cached_room):
    response = bulk(alice_client, "extend", cached_room(), sure="1", preset="100y")

    assert (response.status_code, Job.objects.count()) == (400, 0)


def test_it_renames_by_a_pattern(alice_client, api_room):
    rooms = [api_room("Studio"), api_room("Board")]

    rename(alice_client, *rooms, pattern="{number:2} {name}", start="9")

    assert names() == ["09 Board", "10 Studio"]


def test_a_preview_comes_before_a_rename(alice_client, cached_room):
    response = bulk(
        alice_client, "rename", cached_room("A"), sure="1", pattern="New {name}", start="1"
    )

    assert [rename.new for rename in response.context["renames"].wanted] == ["New A"]
    assert not Job.objects.exists()


def test_only_what_was_looked_at_is_renamed(alice_client, cached_room):
    room = cached_room("A")
    seen = bulk(alice_client, "rename", room, sure="1", pattern="X {name}", start="1").context[
        "renames"
    ]

    response = bulk(
        alice_client, "rename", room, sure="1", pattern="Y {name}", start="1", seen=seen.digest
    )

    assert "Look again" in text_of(response)
    assert not Job.objects.exists()


def test_a_name_that_somebody_else_gave_meanwhile_stays(alice_client, alice, api_room):
    room = api_room("A")
    data = {"sure": "1", "pattern": "X {name}", "start": "1"}
    seen = bulk(alice_client, "rename", room, **data).context["renames"].digest
    bulk(alice_client, "rename", room, **data, seen=seen)
    room_update(room=room, changes={"display_name": "Theirs"}, actor=alice)
    work()

    assert results()[room.remote_id] == ("skipped", "Left alone: meanwhile it is called “Theirs”.")
    assert names() == ["Theirs"]


def test_a_page_of_names_costs_the_same_as_one(alice_client, cached_room):
    data = {"sure": "1", "pattern": "{name}!", "start": "1"}
    one = [cached_room("A")]
    many = [*one, *(cached_room(f"Room {number}") for number in range(20))]

    few = count_queries(lambda: bulk(alice_client, "rename", *one, **data))

    assert count_queries(lambda: bulk(alice_client, "rename", *many, **data)) == few


def test_it_deletes_after_a_question(alice_client, api_room, meetings_server):
    rooms = [api_room("A"), api_room("B")]

    assert "cannot be undone" in text_of(bulk(alice_client, "delete", *rooms))
    bulk(alice_client, "delete", *rooms, sure="1")
    work()

    assert not Room.objects.present().exists()


def test_it_says_what_goes_with_them(alice_client, cached_room):
    rooms = [cached_room("A"), cached_room("B")]
    for number, room in enumerate(rooms):
        session = MeetingSession.objects.create(remote_id=f"s-{number}", room=room)
        recording = Recording.objects.create(remote_id=f"rec-{number}", session=session)
    Archive.objects.create(recording=recording, state="ready")

    going = bulk(alice_client, "delete", *rooms).context["going"]

    assert (going.live, going.sessions, going.recordings, going.not_archived) == (2, 2, 2, 1)


@pytest.mark.parametrize(("data", "left"), [({"spare_live": "on"}, ["A"]), ({}, [])])
def test_it_spares_who_is_meeting(alice_client, api_room, data, left):
    live, empty = api_room("A"), api_room("B")
    MeetingSession.objects.create(remote_id="s-1", room=live)

    bulk(alice_client, "delete", live, empty, sure="1", **data)
    work()

    assert [room.display_name for room in Room.objects.present()] == left


def test_all_that_match_are_taken_without_being_ticked(alice_client, api_room):
    for name in ("Board A", "Board B", "Studio"):
        api_room(name)

    rename(alice_client, pattern="{name}!", all="listed", query="q=board")

    assert names() == ["Board A!", "Board B!", "Studio"]


def test_what_came_after_the_question_is_asked_about_anew(alice_client, api_room):
    api_room("Board A")
    shown = bulk(alice_client, "delete", all="listed", query="q=board").context["selection"].shown
    api_room("Board B")

    asked = bulk(alice_client, "delete", all="listed", query="q=board", sure="1", shown=shown)

    assert "you were asked (new: 1, no longer among them: 0)" in asked.text
    assert f'name="shown" value="{asked.context["selection"].shown}"' in asked.text
    assert not Job.objects.exists()


def test_others_of_the_same_number_are_asked_about_anew(alice_client, api_room):
    room = api_room("Board A")
    shown = bulk(alice_client, "delete", all="listed", query="q=board").context["selection"].shown
    Room.objects.filter(pk=room.pk).update(display_name="Kitchen")
    api_room("Board B")

    asked = bulk(alice_client, "delete", all="listed", query="q=board", sure="1", shown=shown)

    assert "you were asked (new: 1, no longer among them: 1)" in asked.text
    assert not Job.objects.exists()


def test_a_filter_that_makes_no_sense_does_not_stand_for_everything(alice_client, cached_room):
    cached_room()

    answer = bulk(alice_client, "delete", all="listed", query="state=none", sure="1")

    assert "part of the filter makes no sense" in answer.text
    assert not Job.objects.exists()


def test_what_is_left_of_it_can_be_cancelled(alice_client, alice, api_room):
    bulk(alice_client, "extend", api_room(), sure="1", preset="7d")

    job_cancel(job=Job.objects.get(), actor=alice)
    work()

    assert Job.objects.get().state == "cancelled"
    assert not AuditEntry.objects.filter(action="room.update").exists()


def test_what_failed_can_be_tried_again(alice_client, alice, api_room, meetings_server):
    room = api_room()
    meetings_server.control("POST", "/control/faults", {"kind": "unauthorized", "count": 9})
    bulk(alice_client, "delete", room, sure="1")
    work()
    assert results()[room.remote_id][0] == "failed"

    meetings_server.control("DELETE", "/control/faults")
    job_retry(job=Job.objects.get(), actor=alice)
    work()

    assert results()[room.remote_id][0] == "done"


@pytest.mark.parametrize("action", ["rename", "delete"])
def test_v1_is_not_asked_for_what_it_cannot(alice_client, cached_room, v1_api, action):
    response = bulk(alice_client, action, cached_room(), sure="1", pattern="X", start="1")

    assert messages_of(response) == ["This version of the Meetings API cannot do that to rooms."]
    assert not Job.objects.exists()


def test_the_list_offers_what_v1_can(alice_client, cached_room, v1_api):
    cached_room()

    assert list(alice_client.get("/rooms/").context["actions"]) == ["extend"]


def test_the_list_offers_what_one_may(bob, bob_client, cached_room):
    cached_room()
    assert 'id="bulk"' not in text_of(bob_client.get("/rooms/"))

    grant(bob, "delete_room")

    assert list(bob_client.get("/rooms/").context["actions"]) == ["delete"]


@pytest.mark.parametrize("action", ["extend", "rename", "delete"])
def test_each_action_wants_its_right(bob_client, cached_room, action):
    assert bulk(bob_client, action, cached_room()).status_code == 403


@pytest.mark.parametrize("ids", [[], ["unknown", "\x00"]])
def test_nothing_selected_is_said(alice_client, cached_room, ids):
    cached_room()
    response = alice_client.post(URL, {"action": "extend", "room": ids}, follow=True)

    assert messages_of(response) == ["Select the rooms first."]


def test_an_unknown_action_is_not_there(alice_client, cached_room):
    assert bulk(alice_client, "explode", cached_room()).status_code == 404


def test_who_lost_the_right_meanwhile_changes_nothing(bob, bob_client, api_room):
    grant(bob, "change_room")
    bulk(bob_client, "extend", api_room(), sure="1", preset="7d")
    bob.user_permissions.clear()
    bob.groups.clear()
    work()

    assert Job.objects.get().state == "failed"
    assert not AuditEntry.objects.filter(action="room.update").exists()


def test_it_goes_back_to_the_list_as_it_was(alice_client, cached_room):
    response = bulk(alice_client, "extend", cached_room(), query="q=board&sort=-name")

    assert response.context["selection"].list_url == "/rooms/?q=board&sort=-name"


def test_expired_rooms_are_left_out_of_a_rename(alice_client, cached_room):
    room = cached_room("A", expires_at=timezone.now() - timedelta(days=1))

    renames = bulk(alice_client, "rename", room, sure="1", pattern="B", start="1").context[
        "renames"
    ]

    assert [rename.problem for rename in renames.problems] == [
        "A has expired: the API takes no change of it."
    ]


def on_record() -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action="room.delete").order_by("target")
    return [(entry.target, entry.outcome) for entry in entries]


@pytest.mark.parametrize("kind", ["server_error", "unauthorized"])
def test_each_deletion_is_on_record_although_the_api_refuses(
    alice_client, api_room, meetings_server, kind
):
    rooms = [api_room(name) for name in "ABC"]
    meetings_server.control(
        "POST", "/control/faults", {"kind": kind, "count": 100, "path": "rooms"}
    )

    bulk(alice_client, "delete", *rooms, sure="1")
    work()

    assert on_record() == sorted((f"room:{room.remote_id}", "refused") for room in rooms)
    assert Room.objects.present().count() == 3


def test_each_deletion_is_on_record_with_its_own_outcome(alice_client, api_room, meetings_server):
    first, second, third = (api_room(name) for name in "ABC")
    path = f"rooms/{second.remote_id}"
    meetings_server.control(
        "POST", "/control/faults", {"kind": "unauthorized", "count": 100, "path": path}
    )

    bulk(alice_client, "delete", first, second, third, sure="1")
    work()

    assert dict(on_record()) == {
        f"room:{first.remote_id}": "done",
        f"room:{second.remote_id}": "refused",
        f"room:{third.remote_id}": "done",
    }
