"""What the file of a recording is called on the disk of whoever downloads it."""

from __future__ import annotations

import re
import unicodedata

from django.utils import timezone
from django.utils.http import content_disposition_header

from recordings.models import Recording

MOST_BYTES = 150
# What Windows, macOS or a shell takes for something else than a letter of a name.
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')


def film_name(recording: Recording, extension: str = ".mp4") -> str:
    """ "Board room 2026-11-22 15.00.mp4", in the current zone."""
    began_at = timezone.localtime(recording.began_at)
    ending = f" {began_at:%Y-%m-%d %H.%M}{extension}"
    room = safe_name(recording.room.name if recording.room else "")
    return f"{_shortened(room or 'Recording', MOST_BYTES - len(ending))}{ending}"


def film_disposition(recording: Recording, *, as_attachment: bool = True) -> str:
    """The header `Content-Disposition` (RFC 6266)."""
    name = film_name(recording)
    header = content_disposition_header(as_attachment, name) or "inline"
    if name.isascii():
        return header
    # In plain letters too, and first, for programs such as curl that know nothing else.
    kind, _separator, encoded = header.partition("; ")
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f'{kind}; filename="{safe_name(letters)}"; {encoded}'


def safe_name(text: str) -> str:
    """Without what hides, turns around, leads to another folder, or looks like an option."""
    # One spelling of each letter: disks that know no other would unpack one film over the other.
    text = unicodedata.normalize("NFC", text)
    # Categories C: control, format (bidi marks among them), surrogates, private, unassigned.
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).strip(". ").lstrip("-. ")


def _shortened(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore").strip()
