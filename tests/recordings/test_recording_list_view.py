from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.paging import PAGE_SIZE
from recordings.models import Recording
from tests.support.meetings import (
    SCRIPT,
    begin_session,
    end_session,
    name_room,
    record,
    stop_recording,
)
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
URL = reverse("recordings:list")


def listed(client, **query: str) -> list[str]:
    return [row.remote_id for row in client.get(URL, query).context["page"].rows]


def test_it_lists_a_recording_from_its_start_on(alice_client):
    name_room("Board room")
    begin_session()
    record()

    response = alice_client.get(URL)

    assert [row.remote_id for row in response.context["page"].rows] == ["rec-1"]
    assert "Board room" in response.text


def test_it_hides_what_is_gone_unless_asked_for(alice_client):
    record("rec-deleted")
    record("rec-gone")
    record("rec-here")
    Recording.objects.filter(remote_id="rec-deleted").update(deleted_at=timezone.now())
    Recording.objects.filter(remote_id="rec-gone").update(gone_at=timezone.now())

    assert listed(alice_client) == ["rec-here"]
    assert set(listed(alice_client, state="gone")) == {"rec-deleted", "rec-gone"}


@pytest.mark.parametrize(
    ("state", "shown"),
    [("started", "rec-a"), ("stopped", "rec-b"), ("uploaded", "rec-c"), ("late", "rec-b")],
)
def test_it_shows_one_state_when_asked(alice_client, state, shown):
    record("rec-a")
    stop_recording("rec-b")
    stop_recording("rec-c", event="uploaded")
    hour_ago = timezone.now() - timedelta(hours=1)
    Recording.objects.filter(remote_id="rec-b").update(changed_at=hour_ago)

    assert listed(alice_client, state=state) == [shown]


@pytest.mark.parametrize("text", ["BOARD", "rec-1", "s-1"])
def test_it_finds_by_room_or_id(alice_client, text):
    name_room("Board room")
    begin_session()
    record()
    record("rec-2", "s-2")

    assert listed(alice_client, q=text) == ["rec-1"]


@pytest.mark.parametrize(("filter_name", "value"), [("room", "r-1"), ("session", "s-1")])
def test_it_narrows_to_a_room_or_session(alice_client, filter_name, value):
    begin_session()
    record()
    record("rec-2", "s-2")

    assert listed(alice_client, **{filter_name: value}) == ["rec-1"]


def test_it_sorts_by_length(alice_client):
    record("rec-running")
    stop_recording("rec-long")
    stop_recording("rec-short")
    Recording.objects.filter(remote_id="rec-short").update(duration_seconds=38)

    assert listed(alice_client, sort="-length") == ["rec-long", "rec-short", "rec-running"]
    assert listed(alice_client, sort="length") == ["rec-running", "rec-short", "rec-long"]


@pytest.mark.parametrize("sort", ["-began", "began", "-length", "length"])
def test_it_pages_without_a_gap_in_any_order(alice_client, sort):
    for number in range(PAGE_SIZE + 3):
        record(f"rec-{number}")
    page = alice_client.get(URL, {"sort": sort}).context["page"]

    rest = listed(alice_client, sort=sort, cursor=page.next_cursor)

    assert len({*(row.remote_id for row in page.rows), *rest}) == PAGE_SIZE + 3


def test_it_takes_nonsense_in_the_address_calmly(alice_client):
    record()

    response = alice_client.get(URL, {"sort": "sideways", "state": "nowhere", "cursor": "forged"})

    assert [row.remote_id for row in response.context["page"].rows] == ["rec-1"]
    assert "nowhere is not one of the available choices" in response.text


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    record()

    assert SCRIPT not in alice_client.get(URL, {"q": SCRIPT[:7], "room": "r-1"}).text


def test_it_offers_delete_only_for_what_can_be_deleted(alice_client):
    record("rec-running")
    stop_recording("rec-ready", event="uploaded")

    text = alice_client.get(URL).text

    assert reverse("recordings:delete", args=["rec-ready"]) in text
    assert reverse("recordings:delete", args=["rec-running"]) not in text


def test_it_offers_bob_nothing_that_he_may_not_do(bob_client):
    stop_recording(event="uploaded")

    text = bob_client.get(URL).text

    assert reverse("recordings:delete", args=["rec-1"]) not in text
    assert reverse("recordings:download", args=["rec-1"]) not in text


def test_it_tells_nothing_yet_from_no_match(alice_client):
    assert "No recordings yet" in alice_client.get(URL).text
    assert "No recording matches" in alice_client.get(URL, {"q": "zebra"}).text


def test_it_costs_the_same_with_many_recordings(alice_client):
    record("rec-first")
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        end_session(f"s-{number}", f"r-{number}")
        record(f"rec-{number}", f"s-{number}")

    assert count_queries(lambda: alice_client.get(URL)) == few <= 10


def test_charlie_may_not_look(charlie_client):
    assert charlie_client.get(URL).status_code == 403


def test_it_is_only_to_be_read(alice_client):
    assert alice_client.post(URL).status_code == 405
