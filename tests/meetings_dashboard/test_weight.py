"""What a first visit to the rooms page costs: part of what makes it quick on a slow line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from rooms.models import Room

MOST_BYTES = 60_000
MOST_REQUESTS = 12


def packed(content: bytes) -> int:
    return len(gzip.compress(content))


def test_a_first_visit_to_the_rooms_page_is_light(alice_client):
    Room.objects.bulk_create(
        Room(remote_id=f"room-{number}", display_name=f"Meeting room {number}")
        for number in range(50)
    )
    page = alice_client.get("/rooms/").content
    assets = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode()))
    files = [Path(finders.find(asset)) for asset in assets]

    assert len(files) + 1 < MOST_REQUESTS
    assert packed(page) + sum(packed(file.read_bytes()) for file in files) < MOST_BYTES


def test_nothing_is_fetched_from_elsewhere(alice_client):
    page = alice_client.get("/rooms/").content.decode()

    assert not re.findall(r'(?:src|<link[^>]+href)="(?:https?:)?//', page)
