"""Recordings that the Meetings server really has, and that the dashboard has heard of."""

from __future__ import annotations

from recordings.models import Recording
from tests.support.meetings import begin_session, name_room, record, stop_recording
from tests.support.meetings_server import MeetingsServerProcess


def running_recording(server: MeetingsServerProcess, *, room_name: str = "Board room") -> Recording:
    room = server.create_room(display_name=room_name)
    session = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    recording = server.control("POST", f"/control/sessions/{session}/recordings")["recording_id"]
    name_room(room_name, room["id"])
    begin_session(session, room["id"])
    return record(recording, session)


def stopped_recording(server: MeetingsServerProcess) -> Recording:
    recording = running_recording(server)
    server.control("POST", f"/control/recordings/{recording.remote_id}/stop", {"upload": False})
    return stop_recording(recording.remote_id, recording.session.remote_id)


def uploaded_recording(
    server: MeetingsServerProcess, *, room_name: str = "Board room"
) -> Recording:
    recording = running_recording(server, room_name=room_name)
    server.control("POST", f"/control/recordings/{recording.remote_id}/stop", {"upload": True})
    return stop_recording(recording.remote_id, recording.session.remote_id, event="uploaded")


def delete_remotely(server: MeetingsServerProcess) -> None:
    server.reset()
