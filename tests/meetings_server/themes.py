from __future__ import annotations

import uuid
from typing import Any

from tests.support.meetings_server import MeetingsServerProcess

THEMES = "/v1/meetings/themes"
BLUE = {"main_color": "#12f64e", "brand_text": "Blue Ltd"}


def create_theme(server: MeetingsServerProcess, **fields: Any) -> dict[str, Any]:
    response = server.api("POST", THEMES, json=BLUE | fields)
    assert response.status_code == 201, response.text
    theme: dict[str, Any] = response.json()
    return theme


def set_default(server: MeetingsServerProcess, theme_id: str | None) -> dict[str, Any]:
    body = {"update_details": {"default_theme_id": theme_id}}
    application: dict[str, Any] = server.api("PATCH", "/v1/meetings/applications", json=body).json()
    return application


def is_uuid(text: str) -> bool:
    return str(uuid.UUID(text)) == text
