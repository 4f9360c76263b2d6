from __future__ import annotations

from typing import Any

import requests

from tests.meetings_server.themes import THEMES
from tests.support.meetings_server import MeetingsServerProcess


def upload_form(server: MeetingsServerProcess, logo_type: str = "white") -> dict[str, Any]:
    """The `url` to post to and the `fields` to post."""
    offers = server.api("GET", f"{THEMES}/logos-upload-urls").json()
    [offer] = [offer for offer in offers if offer["fields"]["logoType"] == logo_type]
    return dict(offer)


def post(offer: dict[str, Any], image: bytes | None) -> requests.Response:
    """The fields as texts, then the file, if there is one."""
    parts: list[tuple[str, Any]] = [
        (name, (None, value)) for name, value in offer["fields"].items()
    ]
    if image is not None:
        parts.append(("file", ("logo.png", image, "image/png")))
    return requests.post(offer["url"], files=parts, timeout=15)


def uploaded(server: MeetingsServerProcess, image: bytes, logo_type: str = "white") -> str:
    """The key of an image that was uploaded."""
    offer = upload_form(server, logo_type)
    response = post(offer, image)
    assert (response.status_code, response.content) == (204, b"")
    return str(offer["fields"]["key"])


def finalize(server: MeetingsServerProcess, theme_id: str, *keys: Any) -> requests.Response:
    return server.api("PUT", f"{THEMES}/{theme_id}/finalizeLogos", json={"keys": [*keys]})
