from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from rooms.models import Drift, RoomWalk
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import text_of
from tests.rooms.test_walk_list_view import LIVE, walk


def drift(found: RoomWalk, **columns) -> Drift:
    columns = {
        "kind": "room",
        "remote_id": "r-1",
        "name": "Board room",
        "field": "metadata",
    } | columns
    return Drift.objects.create(walk=found, found_by="walk", **columns)


def test_it_shows_what_the_walk_met_and_what_differed(alice_client):
    found = walk(seen=41, total=41, pages=3, changed=1, resumed=2)
    drift(found, ours="floor 3", theirs="floor 4")

    page = text_of(alice_client.get(found.get_absolute_url()))

    assert all(words in page for words in ("41", "2 times", "floor 3", "floor 4", "Board room"))
    assert 'href="/rooms/r-1/"' in page


def test_it_tells_times_apart_that_differ_by_seconds(alice_client):
    found = walk()
    drift(found, ours="2026-11-28T14:49:10+00:00", theirs="2026-11-28T14:49:40+00:00")

    page = text_of(alice_client.get(found.get_absolute_url()))

    assert "14:49:10 UTC</time>" in page
    assert "14:49:40 UTC</time>" in page


def test_it_shows_nothing_of_another_walk(alice_client):
    drift(walk(), ours="of another")
    page = text_of(alice_client.get(walk().get_absolute_url()))

    assert "of another" not in page
    assert "was as the API has it" in page


def test_it_says_where_a_walk_stopped(alice_client):
    failed = walk("failed", error="Page 57: GET /rooms answered 500")

    assert "Page 57: GET /rooms answered 500" in text_of(
        alice_client.get(failed.get_absolute_url())
    )


def test_it_shows_progress_against_the_last_walk(alice_client):
    walk(seen=20_000)
    running = walk("running", seen=5_000, pages=50, claim="a worker")

    page = text_of(alice_client.get(running.get_absolute_url()))

    assert "5,000 of some 20,000 rooms" in page
    assert 'max="20000" value="5000"' in page


def test_it_is_fetched_again_until_it_is_over(alice_client):
    running = walk("running", claim="a worker")
    url = running.get_absolute_url()
    assert "data-live=" in text_of(alice_client.get(url))
    assert alice_client.get(url, headers=LIVE).status_code == 200
    RoomWalk.objects.update(state="complete")

    assert alice_client.get(url, headers=LIVE).status_code == 286


def test_what_strangers_named_is_never_markup(alice_client):
    found = walk(error=SCRIPT)
    drift(found, name=SCRIPT, ours=SCRIPT, theirs=SCRIPT, field=SCRIPT[:100])

    assert SCRIPT.encode() not in alice_client.get(found.get_absolute_url()).content


def test_it_pages_what_differed(alice_client, django_assert_max_num_queries):
    found = walk()
    for number in range(60):
        drift(found, name=f"Room number {number:02}")
    with django_assert_max_num_queries(8):
        page = text_of(alice_client.get(found.get_absolute_url()))

    assert "Room number 59" in page
    assert "Room number 09" not in page
    assert 'rel="next"' in page


def test_drift_needs_a_permission_of_its_own(charlie_client, charlie):
    charlie.user_permissions.add(Permission.objects.get(codename="view_roomwalk"))
    found = walk()
    drift(found)

    assert "Board room" not in text_of(charlie_client.get(found.get_absolute_url()))
    assert charlie_client.get("/rooms/sync/drift/").status_code == 403


def test_it_is_closed_without_the_permission(charlie_client):
    assert charlie_client.get(walk().get_absolute_url()).status_code == 403


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"in a walk", "of a recording", "on demand"}),
        ("?kind=recording", {"of a recording"}),
        ("?found_by=refresh", {"on demand"}),
        ("?winner=here", {"in a walk"}),
        ("?id=r-7", {"on demand"}),
        ("?kind=nonsense", {"in a walk", "of a recording", "on demand"}),
    ],
)
def test_the_list_of_drift_can_be_narrowed(alice_client, query, shown):
    found = walk()
    drift(found, name="in a walk", winner="here")
    drift(found, name="of a recording", kind="recording", remote_id="rec-1")
    Drift.objects.create(
        name="on demand", kind="room", remote_id="r-7", field="type", found_by="refresh"
    )
    page = text_of(alice_client.get(f"/rooms/sync/drift/{query}"))

    assert {name for name in ("in a walk", "of a recording", "on demand") if name in page} == shown
