from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from meetings_api import MeetingsApiError
from recordings.checks import recordings_check, sessions_check
from recordings.models import Recording, RecordingState
from recordings.tasks import check_recordings
from rooms.models import Drift, Interval, MeetingSession, Room
from tests.support.meetings import (
    begin_session,
    end_session,
    join,
    record,
    stop_recording,
    the_session,
)
from tests.support.remote import (
    delete_remotely,
    running_recording,
    stopped_recording,
    uploaded_recording,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def later(by: timedelta) -> None:
    """As if everything known of recordings and sessions had happened that much before."""
    Recording.objects.update(changed_at=F("changed_at") - by, checked_at=F("checked_at") - by)
    MeetingSession.objects.filter(ended_at__isnull=False).update(ended_at=F("ended_at") - by)


def differences() -> list[tuple]:
    return [(d.kind, d.field, d.ours, d.theirs) for d in Drift.objects.order_by("id")]


def test_a_missed_upload_is_found_and_is_drift(meetings_server):
    recording = stopped_recording(meetings_server)
    meetings_server.control("POST", f"/control/recordings/{recording.remote_id}/upload")
    later(timedelta(minutes=11))
    recordings_check()

    assert Recording.objects.get().status == RecordingState.UPLOADED
    assert ("recording", "status", "stopped", "uploaded") in differences()


def test_a_missed_stop_is_found_while_the_session_seems_live(meetings_server):
    recording = running_recording(meetings_server)
    meetings_server.control("POST", f"/control/recordings/{recording.remote_id}/stop")
    later(timedelta(minutes=61))
    recordings_check()

    assert Recording.objects.get().status != RecordingState.STARTED


def test_what_was_just_asked_is_not_asked_again(meetings_server):
    stopped_recording(meetings_server)
    later(timedelta(minutes=11))

    assert recordings_check() == 1
    assert recordings_check() == 0


def test_an_old_one_that_the_api_has_no_more_is_gone(meetings_server):
    uploaded_recording(meetings_server)
    delete_remotely(meetings_server)
    later(DAY + timedelta(minutes=1))
    recordings_check()

    assert Recording.objects.get().state == RecordingState.GONE
    assert ("recording", "presence", "there", "gone") in differences()


def test_the_one_asked_longest_ago_comes_first(meetings_server, settings):
    settings.RECORDING_CHECKS_PER_MINUTE = 1
    older, newer = uploaded_recording(meetings_server), uploaded_recording(meetings_server)
    Recording.objects.filter(pk=older.pk).update(checked_at=timezone.now() - 3 * DAY)
    Recording.objects.filter(pk=newer.pk).update(checked_at=timezone.now() - 2 * DAY)
    delete_remotely(meetings_server)
    recordings_check()

    assert Recording.objects.exclude(gone_at=None).get() == older


@pytest.mark.parametrize("kind", ["server_error", "cut_off", "malformed", "unauthorized"])
def test_a_failing_api_marks_nothing_as_gone(meetings_server, kind):
    uploaded_recording(meetings_server)
    later(2 * DAY)
    meetings_server.control("POST", "/control/faults", {"kind": kind, "count": 50})
    with pytest.raises(MeetingsApiError):
        recordings_check()

    assert Recording.objects.get().gone_at is None


@pytest.mark.usefixtures("unreachable_api")
def test_the_task_outlives_an_unreachable_api():
    begin_session()
    record()
    later(2 * DAY)
    check_recordings()

    assert Recording.objects.get().gone_at is None


def recorded_remotely(server) -> MeetingSession:
    """In a room that records every session; of its recording no callback came."""
    room = server.create_room(recording_options={"auto_record": True})
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    server.control("POST", f"/control/sessions/{session}/end")
    begin_session(session, room["id"])
    end_session(session, room["id"], ended=11)
    Room.objects.update(auto_record=True)
    return the_session(session)


def test_a_recording_that_no_callback_told_of_is_found(meetings_server):
    session = recorded_remotely(meetings_server)

    assert sessions_check() == 1
    assert session.recordings.count() == 1
    assert ("recording", "presence", "not known", "there") in differences()


def test_a_session_without_one_is_not_asked_about_again_and_again(meetings_server):
    session = recorded_remotely(meetings_server)
    sessions_check()
    session.recordings.all().delete()

    assert sessions_check() == 0


def test_a_session_that_is_not_recorded_by_rule_is_not_asked_about(meetings_server):
    recorded_remotely(meetings_server)
    Room.objects.update(auto_record=False)

    assert sessions_check() == 0


def missed_end() -> MeetingSession:
    begin_session()
    Room.objects.update(auto_record=True)
    join("Mia")
    came_at = timezone.now() - timedelta(minutes=15)
    MeetingSession.objects.get().participants.update(first_seen_at=came_at)
    Interval.objects.update(joined_at=came_at)
    record()
    stop_recording()
    later(timedelta(minutes=11))
    return the_session()


def test_the_end_of_a_session_is_inferred_from_that_of_its_recording():
    session = missed_end()
    sessions_check()

    session.refresh_from_db()
    assert session.ended_at == Recording.objects.get().ended_at
    assert session.end_is_inferred
    assert not session.participants.get().is_present
    assert differences()[-1][:3] == ("session", "ended_at", None)


def test_the_true_end_replaces_the_inferred_one():
    session = missed_end()
    sessions_check()
    end_session(ended=12)

    session.refresh_from_db()
    assert not session.end_is_inferred
    assert session.ended_at < Recording.objects.get().ended_at


def test_nothing_is_inferred_where_somebody_came_after():
    missed_end()
    join("Noah")
    sessions_check()

    assert the_session().is_live


def test_nothing_is_inferred_where_somebody_came_back_after():
    session = missed_end()
    session.participants.get().intervals.update(joined_at=timezone.now())
    sessions_check()

    assert the_session().is_live


def test_nothing_is_inferred_where_recordings_can_be_stopped():
    missed_end()
    Room.objects.update(auto_record=False)
    sessions_check()

    assert the_session().is_live
