from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import RoomWalk
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import text_of

URL = "/rooms/sync/"
LIVE = {"HX-Request": "true"}


def walk(state="complete", **columns):
    now = timezone.now()
    return RoomWalk.objects.create(
        state=state, started_at=now - timedelta(seconds=3), finished_at=now, **columns
    )


def test_it_lists_the_last_walks_with_their_counts(alice_client):
    walk(seen=41, created=2, changed=7, gone=5)

    page = text_of(alice_client.get(URL))

    assert all(f">{count}</td>" in page for count in (41, 2, 7, 5))
    assert "3 s" in page


def test_it_says_that_there_was_none(alice_client):
    assert "No walk yet" in text_of(alice_client.get(URL))


def test_it_says_why_the_last_one_failed(alice_client):
    walk("complete")
    walk("failed", error=f"GET /rooms refused {SCRIPT}")

    response = alice_client.get(URL)

    assert "The last walk failed" in text_of(response)
    assert SCRIPT.encode() not in response.content


def test_a_failure_is_forgotten_after_a_complete_walk(alice_client):
    walk("failed", error="broken")
    walk("complete")

    assert "The last walk failed" not in text_of(alice_client.get(URL))


def test_its_lines_are_fetched_alone(alice_client):
    walk(seen=41)

    page = text_of(alice_client.get(URL, headers=LIVE))

    assert "41" in page
    assert "<h1>" not in page


def test_a_fetch_with_nothing_new_gets_no_body(alice_client, django_assert_num_queries):
    walk()
    etag = alice_client.get(URL, headers=LIVE).headers["ETag"]

    with django_assert_num_queries(3):  # the session, the user, the newest walk
        response = alice_client.get(URL, headers=LIVE | {"If-None-Match": etag})

    assert response.status_code == 304


def test_a_fetch_after_a_walk_gets_the_lines(alice_client):
    walk()
    etag = alice_client.get(URL, headers=LIVE).headers["ETag"]
    walk()

    response = alice_client.get(URL, headers=LIVE | {"If-None-Match": etag})

    assert response.status_code == 200


def test_it_is_open_to_who_may_only_look(bob_client):
    page = text_of(bob_client.get(URL))

    assert "What a walk does" in page
    assert "/rooms/sync/now/" not in page


@pytest.mark.parametrize("headers", [{}, LIVE])
def test_it_is_closed_without_the_permission(charlie_client, headers):
    assert charlie_client.get(URL, headers=headers).status_code == 403


def test_it_shows_how_far_a_running_walk_is(alice_client):
    walk("running", seen=300, pages=3, total=400, claim="a worker")

    page = text_of(alice_client.get(URL, headers=LIVE))

    assert "3 pages" in page
    assert "300 of some 400 rooms" in page


def test_it_pages_through_the_walks_before(alice_client):
    for number in range(25):
        walk(seen=1000 + number)

    page = text_of(alice_client.get(URL))

    assert "1,024" in page
    assert "1,004" not in page
    assert 'rel="next"' in page
