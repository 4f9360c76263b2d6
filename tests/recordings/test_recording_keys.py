"""The columns that recordings are sorted by: always there, whatever the API has told so far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recordings.models import UNKNOWN, Recording
from tests.support.meetings import record

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 9, 0, 0, 400_000, tzinfo=UTC)


def length_key(**columns: object) -> int:
    recording = record()
    Recording.objects.filter(pk=recording.pk).update(**columns)
    recording.refresh_from_db()
    return recording.length_key


def test_a_length_that_nobody_told_is_unknown():
    assert length_key(started_at=START) == UNKNOWN


def test_it_is_the_length_that_the_api_told():
    ended_at = START + timedelta(seconds=50)
    assert length_key(started_at=START, ended_at=ended_at, duration_seconds=38) == 38


def test_otherwise_it_is_the_time_from_start_to_end():
    assert length_key(started_at=START, ended_at=START + timedelta(minutes=90)) == 5400


def test_it_bears_any_two_times():
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

    assert length_key(started_at=first, ended_at=last) > 10**11


def test_a_size_that_is_not_known_comes_first():
    recording = record()
    assert recording.size_key == UNKNOWN
    Recording.objects.update(size_bytes=5_000_000_000)

    assert Recording.objects.get().size_key == 5_000_000_000
