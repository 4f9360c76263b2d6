"""Ways of meeting. The API and the control surface know nothing of one but this protocol."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from meetings_server.models import Participant, Recording, Room, Session

UPLOAD_TIME = timedelta(seconds=3)


class Engine(Protocol):
    """Each call leaves its rows and its callbacks behind in one transaction.

    What has happened already does not happen again: a second end of a session, a second leave
    or a second upload changes nothing and tells nobody.
    """

    def start_session(self, room: Room) -> Session:
        """Raises Refusal (409) when the room is closed or has a session."""

    def end_session(self, session: Session) -> None: ...

    def join(self, session: Session, **person: Any) -> Participant:
        """Raises Refusal (409) when the session has ended or the person is in it."""

    def leave(self, participant: Participant) -> None: ...

    def start_recording(self, session: Session) -> Recording:
        """Raises Refusal (409) when the session has ended or its room allows no recording."""

    def stop_recording(
        self, recording: Recording, *, upload_after: timedelta | None = UPLOAD_TIME
    ) -> None:
        """Its film is uploaded after a while, or never when that is None.

        Raises Refusal (409) when the room records by itself: then it ends with the session.
        """

    def upload_recording(self, recording: Recording) -> None: ...
