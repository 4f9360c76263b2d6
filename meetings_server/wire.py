"""The API's objects as its JSON has them (the contract, sections 1.1, 2 and 4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings

from meetings_server import clock
from meetings_server.media import presigned_url
from meetings_server.models import Recording, Room


def room_json(room: Room) -> dict[str, Any]:
    """The live service's key order; null is explicit, and absent callback URLs are absent."""
    optional = {"callback_urls": room.callback_urls} if room.callback_urls else {}
    return {
        "id": room.id,
        "display_name": room.display_name,
        "metadata": room.metadata,
        "type": room.type,
        "expires_at": clock.wire_time(room.expires_at),
        "recording_options": room.recording_options,
        "meeting_code": room.meeting_code,
        "_links": _room_links(room),
        "created_at": clock.wire_time(room.created_at),
        "is_available": room.is_available,
        "expire_after_use": room.expire_after_use,
        "theme_id": room.theme_id,
        "initial_join_options": room.initial_join_options,
        "join_approval_level": room.join_approval_level,
        **optional,
        "ui_settings": room.ui_settings,
        "available_features": room.available_features,
    }


def _room_links(room: Room) -> dict[str, Any]:
    query = urlencode({"room_token": room.meeting_code, "participant_token": _host_token(room)})
    return {
        "host_url": {"href": f"{settings.PUBLIC_URL}/?{query}"},
        "guest_url": {"href": f"{settings.PUBLIC_URL}/{room.meeting_code}"},
    }


def _host_token(room: Room) -> str:
    """Made anew on each read; only its time differs (the contract, section 2)."""
    return jwt.encode(
        {"participantId": room.host_participant_id, "iat": int(clock.now().timestamp())},
        room.application.token_secret,
        algorithm="HS256",
        headers={"kid": room.application.token_kid},
    )


def recording_json(recording: Recording) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": recording.id,
        "session_id": recording.session_id,
        "started_at": clock.wire_time(recording.started_at),
        # Absent rather than null while it runs: one SDK cannot read a null time.
        **({"ended_at": clock.wire_time(recording.ended_at)} if recording.ended_at else {}),
        "status": recording.status,
    }
    if recording.status == "uploaded":
        answer["_links"] = {"url": {"href": presigned_url(recording)}}
    return answer
