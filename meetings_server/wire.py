"""The API's objects as its JSON has them (the contract, sections 1 to 4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings

from meetings_server import clock
from meetings_server.media import presigned_url
from meetings_server.models import Application, Recording, Room, Theme


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
    company = room.theme.short_company_url if room.theme else None
    front = f"{settings.PUBLIC_URL}/{company}/" if company else f"{settings.PUBLIC_URL}/"
    return {
        "host_url": {"href": f"{front}?{query}"},
        "guest_url": {"href": f"{front}{room.meeting_code}"},
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


def theme_json(theme: Theme) -> dict[str, Any]:
    """The live service's key order; null is explicit (the contract, section 1.3)."""
    return {
        "theme_id": theme.id,
        "theme_name": theme.theme_name,
        "domain": "VCP",
        "account_id": theme.application.api_key,
        "application_id": theme.application.id,
        "main_color": theme.main_color,
        "short_company_url": theme.short_company_url,
        "brand_text": theme.brand_text,
        "brand_image_colored": theme.brand_image_colored,
        "brand_image_white": theme.brand_image_white,
        "branded_favicon": theme.branded_favicon,
        "brand_image_white_url": _logo_url(theme.brand_image_white),
        "brand_image_colored_url": _logo_url(theme.brand_image_colored),
        "branded_favicon_url": _logo_url(theme.branded_favicon),
    }


def _logo_url(key: str | None) -> str | None:
    return f"{settings.PUBLIC_URL}/{key}" if key else None


def application_json(application: Application) -> dict[str, Any]:
    return {
        "application_id": application.id,
        "account_id": application.api_key,
        "default_theme_id": application.default_theme_id,
    }
