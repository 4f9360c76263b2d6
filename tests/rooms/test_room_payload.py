from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import storable
from meetings_api import Room
from meetings_api.answers import Answer
from rooms.sync import answer_digest, digest, room_columns, without_host_link

NAMED = {"id": "r-1", "display_name": "Board room", "type": "long_term", "_links": {}}


@pytest.mark.parametrize(
    "payload",
    [
        {"_links": {"host_url": {"href": "https://example.org/canary"}}},
        {"_links": {"host_url": "https://example.org/canary"}},
        {"host_url": "https://example.org/canary"},
    ],
)
def test_it_keeps_no_host_link(payload):
    assert "canary" not in str(without_host_link(payload))


def test_it_takes_absent_links():
    assert without_host_link({"_links": None}) == {"_links": {}}


TEXTS = st.text(st.characters(exclude_categories=[])) | st.sampled_from(
    ["\x00", "\ud800", "\\u0000"]
)
PAYLOADS = st.dictionaries(TEXTS, st.recursive(TEXTS | st.integers() | st.none(), st.lists))


@settings(deadline=None)
@given(PAYLOADS)
def test_whatever_it_keeps_a_database_takes_and_its_digest_is_of_that(payload):
    answer = Room.from_json(Answer("GET", "/rooms", 200), NAMED | {"extra": payload})
    columns = room_columns(answer, answered_at=timezone.now())

    assert columns["payload"] == storable(columns["payload"])
    assert columns["digest"] == digest(columns["payload"])
    assert columns["digest"] == answer_digest(answer)
