"""Two at once: nothing is lost in silence, and nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from core.models import AuditEntry
from recordings.models import Recording, Trash
from recordings.trash import recording_restore, recording_trash
from rooms.models import Room
from rooms.services import room_refresh, room_update
from tests.support.meetings import begin_session, name_room, stop_recording

BOTH = range(2)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Each in a thread of its own, with its own connection to the database.

    SQLite lets one write after the other, and in memory makes the other fail, not wait: there they
    take turns, each with what it had read before.
    """
    if connection.vendor == "sqlite":
        return [call() for call in calls]

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def recording(db) -> Recording:
    name_room("Board room")
    begin_session()
    return stop_recording(event="uploaded")


@pytest.fixture
def room(meetings_server) -> Room:
    made = meetings_server.create_room(display_name="Studio")
    return room_refresh(room=Room.objects.create(remote_id=made["id"]))


def changed(room: Room, actor: User, **changes):
    read_before = Room.objects.get(pk=room.pk)
    return lambda: room_update(room=read_before, changes=changes, actor=actor)


def test_two_parallel_changes_of_different_fields_both_stay(alice, room):
    at_once(changed(room, alice, display_name="Workshop"), changed(room, alice, metadata="team=42"))

    after = room_refresh(room=room)
    assert (after.display_name, after.metadata) == ("Workshop", "team=42")
    assert AuditEntry.objects.filter(action="room.update").count() == 2


def test_of_two_parallel_changes_of_one_field_one_stays_and_both_are_on_record(
    alice, room, meetings_server
):
    at_once(changed(room, alice, display_name="A"), changed(room, alice, display_name="B"))

    # The answers may cross on their way: the next look, or walk, settles which came last.
    room_refresh(room=room)
    api = meetings_server.api("GET", f"/beta/meetings/rooms/{room.remote_id}").json()
    assert Room.objects.get(pk=room.pk).display_name == api["display_name"]
    assert api["display_name"] in ("A", "B")
    assert AuditEntry.objects.filter(action="room.update").count() == 2


def test_deleted_twice_at_once_it_is_in_the_trash_once(alice, recording):
    results = at_once(*(lambda: recording_trash(recording=recording, actor=alice) for _ in BOTH))

    assert sorted(results) == [False, True]
    assert Trash.objects.count() == 1
    assert AuditEntry.objects.filter(action="recording.trash").count() == 1


def test_restored_twice_at_once_it_comes_back_once(alice, recording):
    recording_trash(recording=recording, actor=alice)

    results = at_once(*(lambda: recording_restore(recording=recording, actor=alice) for _ in BOTH))

    assert sorted(results) == [False, True]
    assert AuditEntry.objects.filter(action="recording.restore").count() == 1
