from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from meetings_api.answers import Answer
from meetings_api.calls import call
from meetings_api.fields import Fields
from meetings_api.transport import Transport


@dataclass(frozen=True)
class Recording:
    """A recording as the API describes it (the contract, section 4).

    ``status`` is ``started``, ``stopped``, ``paused`` or ``uploaded``; ``url`` is a presigned
    link that expires and opens the file to its holder, so it does not show in ``repr``.
    """

    id: str
    session_id: str
    started_at: datetime | None
    ended_at: datetime | None
    status: str
    url: str | None = field(repr=False)
    raw: dict[str, Any] = field(repr=False, hash=False)

    @property
    def duration(self) -> int | None:
        """Whole seconds; None while it runs or when its times make no sense."""
        if self.started_at is None or self.ended_at is None or self.ended_at < self.started_at:
            return None
        return round((self.ended_at - self.started_at).total_seconds())

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> Recording:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        recording = Fields.of(answer, "recording", value)
        return cls(
            id=recording.identifier("id"),
            session_id=recording.identifier("session_id"),
            started_at=recording.time("started_at"),
            ended_at=recording.time("ended_at"),
            status=recording.required_text("status"),
            url=recording.link("url"),
            raw=recording.values,
        )


class Recordings:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, recording_id: str) -> Recording:
        answer = self._transport.send(call("GET", "recordings", recording_id))
        return Recording.from_json(answer, answer.json())

    def delete(self, recording_id: str) -> None:
        """Raises Refused, NotFound or ServerError when it is not uploaded yet.

        Which of them differs between versions of the API (the contract, section 1, call 8).
        """
        self._transport.send(call("DELETE", "recordings", recording_id))
