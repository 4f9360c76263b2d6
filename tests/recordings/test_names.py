from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.models import Recording
from recordings.names import MOST_BYTES, film_disposition, film_name
from rooms.models import MeetingSession, Room

BEGAN = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def in_room(name: str) -> Recording:
    session = MeetingSession(room=Room(remote_id="r", display_name=name))
    return Recording(remote_id="rec", session=session, began_at=BEGAN)


def named(room: str) -> str:
    return film_name(in_room(room))


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("Board room", "Board room 2026-11-22 15.00.mp4"),
        ("会议室", "会议室 2026-11-22 15.00.mp4"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Café 2026-11-22 15.00.mp4"),
        ("../../etc/passwd", "etc passwd 2026-11-22 15.00.mp4"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie b 2026-11-22 15.00.mp4"),
        ("annual\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "annual gpj.exe 2026-11-22 15.00.mp4"),
        ("\x00\x7f", "Recording 2026-11-22 15.00.mp4"),
        ("- -rf", "rf 2026-11-22 15.00.mp4"),
        ("...", "Recording 2026-11-22 15.00.mp4"),
    ],
)
def test_it_is_named_after_room_and_time(room, name):
    assert named(room) == name


@pytest.mark.parametrize(
    ("room", "plain"),
    [
        ("Gespräch über Größe", "Gesprach uber Groe 2026-11-22 15.00.mp4"),
        ("会议室", "2026-11-22 15.00.mp4"),
        ('\N{FULLWIDTH QUOTATION MARK}; filename=\N{FULLWIDTH SOLIDUS}x"', "; filename= x 2026"),
    ],
)
def test_it_has_a_name_in_plain_letters_too(room, plain):
    header = film_disposition(in_room(room))

    assert header.startswith(f'attachment; filename="{plain}')
    assert header.count('"') == 2
    assert "; filename*=utf-8''" in header


@given(st.text())
def test_any_name_makes_a_harmless_one(room):
    name = named(room)
    header = film_disposition(in_room(room))

    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith(" 2026-11-22 15.00.mp4")
    assert not set(name) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(sign)[0] == "C" for sign in name)
    assert not name.startswith((".", " ", "-"))
    assert header.isascii() and header.isprintable()
