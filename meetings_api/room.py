from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from meetings_api.answers import Answer
from meetings_api.fields import Fields


@dataclass(frozen=True)
class Room:
    """A room as the API describes it (the contract, section 2).

    Only ``id`` and ``display_name`` are required on the wire. What may be null there is None
    here; other absent fields have the API's default, absent links and codes are empty. ``raw`` is
    the whole JSON object with what this class does not name. The host link lets its holder into
    the room as host, so neither it nor ``raw`` shows in ``repr``.
    """

    id: str
    display_name: str
    type: str
    metadata: str | None
    expires_at: datetime | None
    created_at: datetime | None
    is_available: bool
    expire_after_use: bool
    auto_record: bool
    record_only_owner: bool
    meeting_code: str
    guest_url: str
    host_url: str = field(repr=False)
    theme_id: str | None
    join_approval_level: str
    microphone_state: str
    language: str
    raw: dict[str, Any] = field(repr=False, hash=False)

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> Room:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        room = Fields.of(answer, "room", value)
        recording = room.inner("recording_options")
        return cls(
            id=room.identifier("id"),
            display_name=room.required_text("display_name"),
            type=room.text("type") or "instant",
            metadata=room.text("metadata"),
            expires_at=room.time("expires_at"),
            created_at=room.time("created_at"),
            is_available=room.flag("is_available", default=True),
            expire_after_use=room.flag("expire_after_use", default=False),
            auto_record=recording.flag("auto_record", default=False),
            record_only_owner=recording.flag("record_only_owner", default=False),
            meeting_code=room.text("meeting_code") or "",
            guest_url=room.link("guest_url") or "",
            host_url=room.link("host_url") or "",
            theme_id=room.text("theme_id"),
            join_approval_level=room.text("join_approval_level") or "none",
            microphone_state=room.inner("initial_join_options").text("microphone_state")
            or "default",
            language=room.inner("ui_settings").text("language") or "default",
            raw=room.values,
        )
