"""What the page "Why is my recording not here?" shows: the trail, with callbacks as evidence."""

from __future__ import annotations

from functools import cached_property

from core.api import get_dialect
from recordings.models import Recording
from recordings.trail import RECORDING_EVENTS, Evidence, LinkCheck, Step, TrailFacts, hindrance
from recordings.trail_steps import most_wanted, trail
from rooms.abilities import editable_fields
from rooms.models import MeetingSession, Room
from webhooks.health import source_health
from webhooks.models import PENDING, Callback, CallbackKind, CallbackQuerySet, CallbackState

SESSION_EVENTS = (CallbackKind.SESSION_STARTED, CallbackKind.SESSION_ENDED)
MOST_EVIDENCE = 100
STUCK = (*PENDING, CallbackState.DEAD)


class TrailPage:
    """The trail of a recording, of a session, or of a room in which no session is known."""

    def __init__(
        self,
        *,
        room: Room | None,
        session: MeetingSession | None = None,
        recording: Recording | None = None,
        link: LinkCheck | None = None,
    ) -> None:
        self.room = room
        self.session = session
        self._recording = recording
        self._link = link

    @cached_property
    def recordings(self) -> list[Recording]:
        if self.session is None:
            return []
        recordings = Recording.objects.filter(session=self.session)
        return list(
            recordings.select_related("session", "trash", "archive__job").order_by("began_at", "pk")
        )

    @cached_property
    def recording(self) -> Recording | None:
        return self._recording or most_wanted(self.recordings)

    @property
    def other_recordings(self) -> list[Recording]:
        return [recording for recording in self.recordings if recording != self.recording]

    @cached_property
    def steps(self) -> list[Step]:
        return trail(
            TrailFacts(
                room=self.room,
                session=self.session,
                recording=self.recording,
                evidence=self.evidence,
                last_received_at=None if self.session else source_health().last_received_at,
                can_switch_on=self._can_switch_on,
                link=self._link,
            )
        )

    @property
    def _can_switch_on(self) -> bool:
        return self.room is not None and "auto_record" in editable_fields(self.room, get_dialect())

    @property
    def hindrance(self) -> Step | None:
        return hindrance(self.steps)

    @cached_property
    def evidence(self) -> list[Evidence]:
        callbacks = self._callbacks.order_by("pk")[:MOST_EVIDENCE]
        columns = ("pk", "kind", "received_at", "state", "error", "recording_remote_id")
        return [
            Evidence(
                event=callback.kind,
                received_at=callback.received_at,
                is_stuck=callback.state in STUCK,
                pk=callback.pk,
                error=callback.error,
            )
            for callback in callbacks.only(*columns)
            if self._is_about_it(callback)
        ]

    @property
    def stuck(self) -> list[int]:
        return [callback.pk for callback in self.evidence if callback.is_stuck]

    @property
    def _callbacks(self) -> CallbackQuerySet:
        if self.session is not None:
            told = Callback.objects.filter(session_remote_id=self.session.remote_id)
            return told.filter(kind__in=[*SESSION_EVENTS, *RECORDING_EVENTS])
        if self.room is None:
            return Callback.objects.none()
        told = Callback.objects.filter(room_remote_id=self.room.remote_id)
        return told.filter(kind__in=SESSION_EVENTS, state__in=STUCK)

    def _is_about_it(self, callback: Callback) -> bool:
        if self.recording is None or callback.kind not in RECORDING_EVENTS:
            return True
        return callback.recording_remote_id == self.recording.remote_id
