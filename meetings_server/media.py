"""Which film a recording has, and the presigned link that leads to it (the contract, section 4)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings

from meetings_server import clock
from meetings_server.models import Recording

CLIPS = Path(__file__).parent / "clips"
PARTNER = "46339892"
ACCESS_KEY = "MEETINGSSERVER"
SIGNED = ("AWSAccessKeyId", "Expires", "response-content-disposition", "response-content-type")


def clip_for(seconds: float) -> str:
    """The film whose length is nearest to that of the recording."""
    return min(clip_seconds(), key=lambda name: abs(clip_seconds()[name] - seconds))


def clip_seconds() -> dict[str, int]:
    """The films and their lengths, which their names tell."""
    return {file.name: int(file.stem) for file in sorted(CLIPS.glob("*.mp4"))}


def presigned_url(recording: Recording) -> str:
    """A link that opens the film for `RECORDING_LINK_SECONDS`; each call makes a new one."""
    expires = int(clock.now().timestamp()) + settings.RECORDING_LINK_SECONDS
    name = f"{recording.session.room.display_name}_{clock.wire_time(recording.started_at)}.mp4"
    path = f"/media/{PARTNER}/{recording.id}/archive.mp4"
    query = {
        "AWSAccessKeyId": ACCESS_KEY,
        "Expires": expires,
        "response-content-disposition": disposition(name),
        "response-content-type": "video/mp4",
    }
    query["Signature"] = signature(path, query)
    return f"{settings.PUBLIC_URL}{path}?{urlencode(query, quote_via=quote)}"


def disposition(name: str) -> str:
    plain = re.sub(r'[\x00-\x1f\x7f"\\/:]+', "-", name).encode("ascii", "replace").decode()
    safe = re.sub(r"[\x00-\x1f\x7f/]+", "-", name)
    return f"attachment; filename=\"{plain.replace('?', '_')}\"; filename*=UTF-8''{quote(safe)}"


def signature(path: str, query: Mapping[str, object]) -> str:
    signed = "\n".join([path, *(f"{key}={query.get(key, '')}" for key in SIGNED)])
    return hmac.new(settings.SECRET_KEY.encode(), signed.encode(), hashlib.sha256).hexdigest()
