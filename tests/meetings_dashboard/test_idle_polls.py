"""What a tab that is left open costs: every region that polls, while nothing happens."""

from __future__ import annotations

import pytest

from rooms.models import RoomWalk
from tests.support.meetings import begin_session, end_session, join, name_room, record
from tests.support.polling import poll, poll_until_unchanged
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

# Django's session and the user.
SIGNED_IN = 2
POLLED = [
    "/",
    "/sessions/",
    "/sessions/?state=ended&sort=-length",
    "/sessions/s-1/",
    "/rooms/",
    "/rooms/?state=live",
    "/rooms/r-1/",
    "/rooms/sync/",
    "/recordings/",
    "/callbacks/",
]


@pytest.fixture
def _something_to_show() -> None:
    name_room("Board room")
    begin_session()
    for number in range(5):
        join(f"Person {number}")
    record()
    end_session("s-past")
    RoomWalk.objects.create(state=RoomWalk.State.COMPLETE)


@pytest.mark.usefixtures("_something_to_show", "steady_clock")
@pytest.mark.parametrize("url", POLLED)
def test_a_poll_while_nothing_happens_costs_one_query_and_no_body(alice_client, url):
    poll_until_unchanged(alice_client, url)
    etag = poll(alice_client, url)["ETag"]

    cost = count_queries(lambda: poll(alice_client, url, etag=etag))

    assert cost <= SIGNED_IN + 1
    assert poll_until_unchanged(alice_client, url).content == b""
