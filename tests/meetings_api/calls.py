"""One call of the client for each kind of answer, by the words a test table uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings_api import MeetingsClient

CALLS: dict[str, Callable[[MeetingsClient], Any]] = {
    "list rooms": lambda client: next(client.rooms.pages()),
    "get room": lambda client: client.rooms.get("room-7"),
    "create room": lambda client: client.rooms.create(display_name="Room 7"),
    "update room": lambda client: client.rooms.update("room-7", {"expires_at": "2030-01-01"}),
    "delete room": lambda client: client.rooms.delete("room-7"),
    "list recordings": lambda client: client.sessions.recordings("session-7"),
    "get recording": lambda client: client.recordings.get("recording-7"),
    "delete recording": lambda client: client.recordings.delete("recording-7"),
    "list themes": lambda client: client.themes.list(),
    "get theme": lambda client: client.themes.get("theme-7"),
    "create theme": lambda client: client.themes.create(main_color="#fff", brand_text="Seven"),
    "update theme": lambda client: client.themes.update("theme-7", {"theme_name": "Seven"}),
    "delete theme": lambda client: client.themes.delete("theme-7"),
    "list theme rooms": lambda client: list(client.themes.rooms("theme-7")),
    "list logo uploads": lambda client: client.themes.logo_upload_urls(),
    "finalize logos": lambda client: client.themes.finalize_logos("theme-7", ["logo-7"]),
    "list dial-in numbers": lambda client: client.dial_in_numbers.list(),
    "update application": lambda client: client.application.update(default_theme_id="theme-7"),
}
