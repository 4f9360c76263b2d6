from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from meetings_api import MeetingsApiError
from recordings.models import Recording, RecordingState, Trash
from recordings.services import recording_refresh
from recordings.trash import LEASE, recording_hold, recording_purge, recording_trash, trash_empty
from tests.support.meetings import stop_recording
from tests.support.remote import delete_remotely, uploaded_recording

pytestmark = pytest.mark.django_db


def trashed(server, actor, *, ago: timedelta = timedelta(minutes=1)) -> Recording:
    recording = uploaded_recording(server)
    recording_trash(recording=recording, actor=actor)
    then = timezone.now() - ago
    Trash.objects.update(delete_after=then, next_attempt_at=then)
    return recording


def is_at_the_api(recording: Recording) -> bool:
    return recording_refresh(recording=recording).state == RecordingState.UPLOADED


def test_what_is_due_is_deleted_from_the_api(alice, meetings_server):
    recording = trashed(meetings_server, alice)

    assert trash_empty() == 1

    recording.refresh_from_db()
    assert recording.deleted_at is not None
    assert not Trash.objects.exists()
    assert not is_at_the_api(recording)


def test_who_put_it_there_is_on_record(alice, meetings_server):
    trashed(meetings_server, alice)

    trash_empty()

    assert AuditEntry.objects.get(action="recording.delete").actor == alice


def test_what_is_not_due_stays(alice, meetings_server):
    trashed(meetings_server, alice, ago=timedelta(hours=-1))

    assert trash_empty() == 0


def test_what_is_on_hold_stays(alice, meetings_server):
    recording = trashed(meetings_server, alice)
    recording_hold(recording=recording, reason="Audit", actor=alice)

    assert trash_empty() == 0
    assert is_at_the_api(recording)


def test_a_failure_says_what_remains_and_is_tried_again_later(alice, meetings_server):
    recording = trashed(meetings_server, alice)
    meetings_server.control("POST", "/control/faults", {"kind": "server_error", "count": 50})

    assert trash_empty() == 1

    entry = Trash.objects.get()
    assert entry.error
    assert timedelta(seconds=50) < entry.next_attempt_at - timezone.now() < timedelta(minutes=2)
    assert trash_empty() == 0
    meetings_server.control("DELETE", "/control/faults")
    Trash.objects.update(next_attempt_at=timezone.now())
    trash_empty()
    assert not is_at_the_api(recording)


def test_each_failure_waits_longer_but_never_over_a_day(alice, meetings_server):
    trashed(meetings_server, alice)
    meetings_server.control("POST", "/control/faults", {"kind": "unauthorized", "count": 50})
    waits = []
    for attempts in (0, 3, 40):
        Trash.objects.update(attempts=attempts, next_attempt_at=timezone.now())
        trash_empty()
        waits.append(
            round((Trash.objects.get().next_attempt_at - timezone.now()) / timedelta(minutes=1))
        )

    assert waits == [1, 8, 24 * 60]


def test_what_a_dead_worker_has_deleted_counts_as_deleted(alice, meetings_server):
    recording = trashed(meetings_server, alice)
    delete_remotely(meetings_server)
    Trash.objects.update(deleting_since=timezone.now() - LEASE, attempts=1)

    trash_empty()

    recording.refresh_from_db()
    assert recording.deleted_at is not None
    assert not Trash.objects.exists()


def test_what_was_found_to_be_gone_leaves_the_trash(alice, meetings_server):
    recording = trashed(meetings_server, alice)
    Recording.objects.filter(pk=recording.pk).update(gone_at=timezone.now())

    trash_empty()

    assert not Trash.objects.exists()


def test_a_purge_that_dies_is_ended_by_the_worker(alice, meetings_server, monkeypatch):
    recording = uploaded_recording(meetings_server)

    def die(**_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("recordings.trash.recording_delete", die)
    with pytest.raises(KeyboardInterrupt):
        recording_purge(recording=recording, actor=alice)
    monkeypatch.undo()
    Trash.objects.update(next_attempt_at=timezone.now())
    trash_empty()

    assert not is_at_the_api(recording)


def test_a_purge_that_fails_leaves_no_trace(alice, unreachable_api):
    recording = stop_recording(event="uploaded")

    with pytest.raises(MeetingsApiError):
        recording_purge(recording=recording, actor=alice)

    assert not Trash.objects.exists()
