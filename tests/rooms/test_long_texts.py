"""What the API says in more characters than the contract's section 2 allows."""

from __future__ import annotations

import json
import random

import pytest
from django.utils import timezone

from core.provenance import Source
from meetings_api import Room as ApiRoom
from meetings_api.answers import Answer
from rooms.models import Drift, Room
from rooms.sync import room_store

pytestmark = pytest.mark.django_db

# So that no database can compress it.
LONG = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz", k=20_000))


def store(**changes) -> Room:
    body = {"id": "r-1", "display_name": "Board", "type": "long_term"} | changes
    answer = Answer("GET", "/rooms/r-1", 200, json.dumps(body).encode())
    return room_store(ApiRoom.from_json(answer, answer.json()), Source.answer(timezone.now()))


@pytest.mark.parametrize(
    ("name", "most"), [("display_name", 200), ("metadata", 500), ("type", 40), ("meeting_code", 40)]
)
def test_it_is_cut_to_be_seen_and_found_and_kept_whole(name, most):
    store(**{name: LONG})

    room = Room.objects.get()
    assert getattr(room, name) == LONG[: most - 1] + "…"
    assert room.payload[name] == LONG


def test_what_the_contract_allows_stays_as_it_is():
    store(display_name=LONG[:200], metadata=LONG[:500])

    room = Room.objects.get()
    assert (room.display_name, room.metadata) == (LONG[:200], LONG[:500])


def test_to_hear_it_again_is_no_drift():
    store(display_name=LONG)
    store(display_name=LONG)

    assert not Drift.objects.exists()


def test_a_page_shows_that_it_was_cut(alice_client):
    store(display_name=LONG)

    page = alice_client.get("/rooms/").text
    assert LONG[:199] + "…" in page
    assert LONG[:200] not in page
