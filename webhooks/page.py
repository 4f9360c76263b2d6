from __future__ import annotations

import json
from functools import cached_property

from core.redaction import HIDDEN, redacted
from recordings.models import Recording
from rooms.models import MeetingSession, Room
from webhooks.models import PENDING, Callback, CallbackState


class CallbackPage:
    """What the page of one callback shows: the signatures of links in it are hidden."""

    def __init__(self, callback: Callback) -> None:
        self.callback = callback

    @property
    def payload(self) -> str | None:
        """As JSON text; None when what came is no callback at all."""
        if self.callback.payload is None:
            return None
        return redacted(json.dumps(self.callback.payload, ensure_ascii=False))

    @property
    def body(self) -> str:
        return redacted(self.callback.text)

    @property
    def hides_something(self) -> bool:
        return HIDDEN in (self.payload or self.body)

    @property
    def headers(self) -> dict[str, str]:
        return {name: redacted(str(value)) for name, value in self.callback.headers.items()}

    @cached_property
    def room(self) -> Room | None:
        return Room.objects.filter(remote_id=self.callback.room_remote_id).first()

    @cached_property
    def session(self) -> MeetingSession | None:
        return MeetingSession.objects.filter(remote_id=self.callback.session_remote_id).first()

    @cached_property
    def recording(self) -> Recording | None:
        return Recording.objects.filter(remote_id=self.callback.recording_remote_id).first()

    @property
    def is_pending(self) -> bool:
        return self.callback.state in PENDING

    @property
    def can_be_replayed(self) -> bool:
        return bool(self.callback.kind)

    @property
    def is_rejected(self) -> bool:
        return self.callback.state == CallbackState.REJECTED
