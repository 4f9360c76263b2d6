"""Recordings whose films come from a film server."""

from __future__ import annotations

from recordings.models import Recording
from tests.support.meetings import begin_session, name_room, stop_recording


def film_recording(recording_id: str = "rec-1", *, room: str = "Board room") -> Recording:
    """One that callbacks have told of; the film server has to have its film."""
    name_room(room)
    begin_session()
    return stop_recording(recording_id, event="uploaded")
