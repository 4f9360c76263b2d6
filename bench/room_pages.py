"""The rooms of an API, page by page, as fast as bytes can be served: `python -m bench.room_pages N`.

Faster than any real API, so that what is measured is the dashboard.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

COUNT = int(sys.argv[1]) if __name__ == "__main__" else 0
LINK = "http://meetings.example/{}"


def room(number: int) -> dict[str, Any]:
    code = f"{100_000_000 + number}"
    return {
        "id": str(UUID(int=number * 0x9E3779B97F4A7C15 % 2**128, version=4)),
        "display_name": f"Meeting room {number}",
        "metadata": None if number % 3 else f"floor {number % 40}, seats {number % 17}",
        "type": "long_term",
        "expires_at": "2031-01-01T00:00:00.000Z",
        "recording_options": {"auto_record": number % 5 == 0, "record_only_owner": False},
        "meeting_code": code,
        "_links": {
            "host_url": {"href": LINK.format(f"?room_token={code}&participant_token={number}")},
            "guest_url": {"href": LINK.format(code)},
        },
        "created_at": "2026-01-01T00:00:00.000Z",
        "is_available": True,
        "expire_after_use": False,
        "theme_id": None,
        "initial_join_options": {"microphone_state": "default"},
        "join_approval_level": "none",
        "ui_settings": {"language": "default"},
        "available_features": {
            "is_recording_available": True,
            "is_chat_available": True,
            "is_whiteboard_available": True,
            "is_locale_switcher_available": False,
        },
    }


@cache
def page(start: int, size: int) -> bytes:
    rooms = [room(number) for number in range(start, min(start + size, COUNT))]
    links: dict[str, Any] = {"first": {"href": f"/rooms?page_size={size}"}}
    if start + size < COUNT:
        links["next"] = {"href": f"/rooms?page_size={size}&start_id={start + size}"}
    body = {"page_size": size, "_embedded": rooms, "_links": links, "total_items": COUNT}
    return json.dumps(body).encode()


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        body = page(int(query.get("start_id", ["0"])[0]), int(query["page_size"][0]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    print(server.server_port, flush=True)
    server.serve_forever()
