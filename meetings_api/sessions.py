from __future__ import annotations

from meetings_api.calls import call
from meetings_api.fields import Fields
from meetings_api.pages import embedded
from meetings_api.recordings import Recording
from meetings_api.transport import Transport


class Sessions:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def recordings(self, session_id: str) -> tuple[Recording, ...]:
        answer = self._transport.send(call("GET", "sessions", session_id, "recordings"))
        value = answer.json()
        page = Fields.of(answer, "page", {"_embedded": value} if isinstance(value, list) else value)
        return tuple(Recording.from_json(answer, item) for item in embedded(page, "recordings"))
