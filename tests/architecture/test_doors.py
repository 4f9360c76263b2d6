"""Rules that import-linter has no words for."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "api", "core", "jobs", "meetings_dashboard", "recordings", "rooms", "webhooks")
HTTP_CLIENTS = {"requests", "urllib3", "httpx", "http.client", "urllib.request"}


def imported_names(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def app_modules() -> list[Path]:
    return [file for app in APPS for file in (ROOT / app).rglob("*.py")]


def test_only_the_door_to_films_talks_http_itself():
    talking = [
        str(file.relative_to(ROOT))
        for file in app_modules()
        if HTTP_CLIENTS & set(imported_names(file))
    ]

    assert sorted(talking) == ["recordings/media.py", "recordings/pinned.py"]


def test_only_one_module_builds_a_client():
    builders = {"meetings_api.MeetingsClient", "meetings_api.client.MeetingsClient"}
    building = [
        str(file.relative_to(ROOT))
        for file in app_modules()
        if builders & set(imported_names(file))
    ]

    assert building == ["core/api.py"]


def test_no_page_uses_an_inline_script_or_style():
    inline = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "templates").rglob("*.html")
        if any(
            mark in file.read_text() for mark in (" style=", "<style", " onclick=", "javascript:")
        )
        or "<script>" in file.read_text()
    ]

    assert not inline
