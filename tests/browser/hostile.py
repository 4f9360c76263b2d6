"""A dashboard in which everything that somebody else can write is an attack."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.support.serve import CSRF, Serve, wait_for

MARK = "Zyzzyx"
# For markup, for an attribute in either quotes, for a script, for an address, for a template.
SHORT = f"""{MARK}"'><img src=x onerror=alert(1)><svg onload=alert(2)>"""
TEXT = f"""{SHORT}</textarea></title></script><script>alert(3)</script>{{{{7*7}}}}javascript:alert(4)"""
WHILE_AGO = timedelta(minutes=20)


def plant(serve: Serve) -> None:
    """Through the API, through callbacks, and through forms; wait until all has arrived."""
    room = _room(serve)
    session = _meeting(serve, room)
    _callbacks(serve, room)
    _forms(serve)
    reader = serve.signed_in()

    def has(path: str) -> bool:
        return MARK in reader.get(f"{serve.url}{path}", timeout=20).text

    for path in (f"/rooms/?q={MARK}", f"/sessions/{session}/", "/callbacks/?kind=unknown"):
        wait_for(lambda path=path: has(path), seconds=40, says=serve.said)


def _room(serve: Serve) -> dict[str, Any]:
    look = {"theme_name": TEXT[:200], "brand_text": SHORT, "main_color": "#123456"}
    theme = serve.api("POST", "themes", look)
    expires = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    made: dict[str, Any] = serve.api(
        "POST",
        "rooms",
        {
            "display_name": TEXT[:200],
            "metadata": TEXT,
            "type": "long_term",
            "expires_at": expires,
            "theme_id": theme["theme_id"],
        },
    )
    return made


def _meeting(serve: Serve, room: dict[str, Any]) -> str:
    session = serve.control("POST", f"rooms/{room['id']}/sessions")["session_id"]
    serve.control("POST", f"sessions/{session}/participants", {"name": TEXT[:200]})
    recording = serve.control("POST", f"sessions/{session}/recordings")["recording_id"]
    serve.control("POST", f"recordings/{recording}/stop", {"upload": True})
    return str(session)


def _callbacks(serve: Serve, room: dict[str, Any]) -> None:
    """As who knows the receiver's token could send them: the very ids are attacks."""
    moment = (datetime.now(UTC) - WHILE_AGO).isoformat()
    about = {"session_id": f"s/{SHORT}", "room_id": room["id"], "started_at": moment}
    person = about | {"participant_id": SHORT, "name": TEXT, "is_host": True, "type": SHORT}
    bodies: list[dict[str, Any]] = [
        {"event": "session:started", **about},
        {"event": "session:started", **about, "session_id": "s-of-x", "room_id": SHORT},
        {"event": "session:participant:joined", **person},
        {"event": "recording:started", **about, "recording_id": SHORT},
        {
            "event": "recording:uploaded",
            **about,
            "recording_id": SHORT,
            "ended_at": moment,
            "duration": 9,
        },
        {"event": TEXT, **about, TEXT: [TEXT, {TEXT: TEXT}]},
        {"event": "session:started", "session_id": [TEXT], "room_id": {"a": TEXT}},
    ]
    for body in bodies:
        deliver(serve, json.dumps(body))
    deliver(serve, f'{{"event": "{MARK}<script>alert(5)</script>')


def deliver(serve: Serve, body: str) -> None:
    token = (serve.data_dir / "callback_token").read_text().strip()
    headers = {"Content-Type": "application/json", "User-Agent": SHORT, "X-Room-Metadata": SHORT}
    answer = requests.post(
        f"{serve.url}/hooks/{token}/", data=body.encode(), headers=headers, timeout=20
    )
    assert answer.status_code in (204, 400), answer.text


def _forms(serve: Serve) -> None:
    reader = serve.signed_in()
    for path, fields in {
        "/recordings/retention/new/": {"name": SHORT, "days": "900", "room_prefix": SHORT},
        "/people/roles/new/": {
            "name": SHORT,
            "names_shown": "full",
            "kind": "name_prefix",
            "text": SHORT,
        },
        "/account/tokens/new/": {"name": SHORT[:60], "days": "30", "scopes": "read"},
    }.items():
        page = reader.get(f"{serve.url}{path}", timeout=20)
        found = CSRF.search(page.text)
        assert found, path
        fields = fields | {"csrfmiddlewaretoken": found[1]}
        assert reader.post(f"{serve.url}{path}", data=fields, timeout=20).status_code < 500
