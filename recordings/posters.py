"""A frame of a film as a small picture, taken with ffmpeg where there is one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from io import BytesIO
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image

from recordings.media import FilmUnavailable, film_range
from recordings.models import Recording

# An index at the begin or at the end of a film, and its first seconds, are within this.
MOST_FETCHED = 8 * 1024 * 1024
MOST_SECONDS = 20
MOST_POSTER_BYTES = 512 * 1024
JPEG = b"\xff\xd8\xff"
# Twice what the list shows it at, for sharp screens.
THUMBNAIL_SIZE = (160, 90)


class PosterFailed(Exception):
    """No frame could be taken."""


def ffmpeg() -> str | None:
    return shutil.which("ffmpeg")


def poster_storage() -> Storage:
    """Private: only the poster view reads it."""
    return storages["posters"]


def poster_take(url: str, *, film_bytes: int) -> str:
    """Take a frame of the film at `url`; the name that it is stored under.

    ffmpeg is given a file, never an address: whatever a film holds, it leads nowhere.
    Raises PosterFailed, FilmUnavailable, UnsafeLink.
    """
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        _fetch_ends(url, film_bytes, file)
        frame = _frame(file.name, at_second=1) or _frame(file.name, at_second=0)
    if not frame:
        raise PosterFailed("ffmpeg found no frame")
    name = uuid4().hex
    poster = f"{name[:2]}/{name}.jpg"
    poster_storage().save(thumbnail_name(poster), ContentFile(_thumbnail(frame)))
    return poster_storage().save(poster, ContentFile(frame))


def thumbnail_name(poster: str) -> str:
    return f"{poster.removesuffix('.jpg')}-small.jpg"


def _thumbnail(frame: bytes) -> bytes:
    small = BytesIO()
    with Image.open(BytesIO(frame), formats=["JPEG"]) as picture:
        picture.thumbnail(THUMBNAIL_SIZE)
        picture.save(small, "JPEG", quality=75, optimize=True)
    return small.getvalue()


def poster_remove(recording: Recording) -> None:
    """Also of a recording that has none."""
    if recording.poster:
        for name in (recording.poster, thumbnail_name(recording.poster)):
            poster_storage().delete(name)
        recording.poster = ""
        recording.save(update_fields=["poster"])


def _fetch_ends(url: str, film_bytes: int, file: IO[bytes]) -> None:
    """The begin and the end of the film, at their places in a file that is hollow between."""
    file.truncate(film_bytes)
    for first in sorted({0, max(0, film_bytes - MOST_FETCHED)}):
        file.seek(first)
        wanted = min(MOST_FETCHED, film_bytes - first)
        found = film_range(url, first=first, length=wanted, file=file)
        if found.film_bytes != film_bytes:
            raise FilmUnavailable("the film changed while it was fetched")
        if found.length < wanted:
            raise FilmUnavailable("storage is too slow")
    file.flush()


def _frame(path: str, *, at_second: int) -> bytes:
    """A JPEG, empty when there is no such frame. The options name all that ffmpeg may do."""
    source = ["-protocol_whitelist", "file", "-f", "mov", "-max_pixels", "40000000"]
    picture = [
        "-map",
        "0:v:0",
        "-frames:v",
        "1",
        "-vf",
        "scale=640:360:force_original_aspect_ratio=decrease",
    ]
    command = [
        *(ffmpeg() or "ffmpeg", "-nostdin", "-v", "error", "-threads", "1"),
        *(*source, "-ss", str(at_second), "-i", f"file:{path}", "-an", "-sn", "-dn"),
        *(*picture, "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "5", "pipe:1"),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PosterFailed(f"ffmpeg did not finish: {type(error).__name__}") from None
    is_picture = done.stdout.startswith(JPEG) and len(done.stdout) <= MOST_POSTER_BYTES
    return done.stdout if is_picture else b""
