from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from core.paging import PAGE_SIZE
from recordings.models import Recording
from tests.support.markup import is_only_text
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
    return [row.remote_id for row in client.get(URL, query).context["board"].rows]


def test_it_lists_a_recording_from_its_start_on(alice_client):
    name_room("Board room")
    begin_session()
    record()

    response = alice_client.get(URL)

    assert [row.remote_id for row in response.context["board"].rows] == ["rec-1"]
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


def test_it_sorts_by_size_and_by_room(alice_client):
    for number, name in enumerate(["Kitchen", "Attic", "Cellar"]):
        name_room(name, f"r-{number}")
        begin_session(f"s-{number}", f"r-{number}")
        record(f"rec-{name}", f"s-{number}")
        Recording.objects.filter(remote_id=f"rec-{name}").update(size_bytes=1000 * number)

    assert listed(alice_client, sort="-size") == ["rec-Cellar", "rec-Attic", "rec-Kitchen"]
    assert listed(alice_client, sort="room") == ["rec-Attic", "rec-Cellar", "rec-Kitchen"]
    record("rec-nowhere", "s-nowhere")
    assert listed(alice_client, sort="-room")[:2] == ["rec-nowhere", "rec-Kitchen"]


@pytest.mark.parametrize(
    "sort",
    [f"{sign}{key}" for key in ("began", "length", "size", "room") for sign in ("", "-")],
)
def test_it_pages_without_a_gap_in_any_order(alice_client, sort):
    begin_session()
    for number in range(PAGE_SIZE + 3):
        record(f"rec-{number}")
    page = alice_client.get(URL, {"sort": sort}).context["board"].page

    rest = listed(alice_client, sort=sort, cursor=page.next_cursor)

    assert len({*(row.remote_id for row in page.rows), *rest}) == PAGE_SIZE + 3


def test_it_takes_nonsense_in_the_address_calmly(alice_client):
    record()

    response = alice_client.get(URL, {"sort": "sideways", "state": "nowhere", "cursor": "forged"})

    assert [row.remote_id for row in response.context["board"].rows] == ["rec-1"]
    assert "nowhere is not one of the available choices" in response.text


def test_it_escapes_hostile_names(alice_client):
    name_room(SCRIPT)
    begin_session()
    record()

    assert is_only_text(alice_client.get(URL, {"q": SCRIPT[:7], "room": "r-1"}).text, SCRIPT)


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


def dated(recording_id: str, day: str) -> None:
    record(recording_id)
    moment = timezone.make_aware(datetime.fromisoformat(f"{day}T23:30"))
    Recording.objects.filter(remote_id=recording_id).update(began_at=moment)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"since": "2026-03-02"}, ["rec-b", "rec-a"]),
        ({"until": "2026-03-02"}, ["rec-a", "rec-0"]),
        ({"since": "2026-03-02", "until": "2026-03-02"}, ["rec-a"]),
    ],
)
def test_it_narrows_to_whole_days(alice_client, query, shown):
    dated("rec-0", "2026-03-01")
    dated("rec-a", "2026-03-02")
    dated("rec-b", "2026-03-03")

    assert listed(alice_client, **query) == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"longer": "10"}, ["rec-long"]),
        ({"shorter": "9"}, ["rec-short"]),
        ({"longer": "1", "shorter": "10"}, ["rec-long", "rec-short"]),
        ({"larger": "5"}, ["rec-long"]),
        ({"smaller": "5"}, ["rec-short"]),
    ],
)
def test_it_narrows_by_length_and_size(alice_client, query, shown):
    record("rec-unknown")
    for name, seconds, size in [("short", 60, 2**20), ("long", 600, 9 * 2**20)]:
        record(f"rec-{name}")
        Recording.objects.filter(remote_id=f"rec-{name}").update(
            duration_seconds=seconds, size_bytes=size
        )

    assert listed(alice_client, **query) == shown


def test_its_chips_say_what_is_meant(alice_client):
    query = {"longer": "5", "larger": "7", "since": "2026-03-02"}
    chips = alice_client.get(URL, query).context["filters"].chips

    assert {chip.value for chip in chips} == {"5 min", "7.0\xa0MB", "2 Mar 2026"}


@pytest.mark.parametrize(
    "query",
    [
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"longer": "99999999999999999999"},
        {"smaller": "-1"},
        {"larger": "0"},
    ],
)
def test_it_takes_figures_and_days_out_of_reach_calmly(alice_client, query):
    record()

    response = alice_client.get(URL, query)

    assert response.status_code == 200
    assert response.context["filters"].problems


def test_it_sums_up_what_is_listed(alice_client):
    record("rec-unknown")
    for number in range(2):
        stop_recording(f"rec-{number}")
    Recording.objects.exclude(remote_id="rec-unknown").update(size_bytes=3 * 2**20)

    totals = alice_client.get(URL).context["board"].totals

    assert (totals.recordings, totals.seconds, totals.size_bytes) == (3, 1200, 6 * 2**20)
    assert (totals.without_length, totals.without_size) == (1, 1)


def test_its_sums_say_at_least_beyond_a_bound(alice_client, monkeypatch):
    monkeypatch.setattr("recordings.listing.MOST_SUMMED", 2)
    for number in range(4):
        record(f"rec-{number}")

    assert "More than 2 recordings, of at least" in alice_client.get(URL).text


def test_a_search_that_fits_very_many_rooms_finds_the_same(alice_client, monkeypatch):
    monkeypatch.setattr("recordings.models.recording.MOST_ROOMS_FOUND", 0)
    name_room("Board room")
    begin_session()
    record()
    record("rec-2", "s-2")

    assert listed(alice_client, q="board") == ["rec-1"]


@pytest.mark.usefixtures("steady_clock")
def test_a_poll_with_nothing_new_costs_one_query_and_says_so(alice_client):
    stop_recording()
    first = alice_client.get(URL, headers={"HX-Request": "true"})
    headers = {"HX-Request": "true", "If-None-Match": first["ETag"]}
    signing_in = count_queries(lambda: alice_client.get("/styleguide/"))

    polled = count_queries(lambda: alice_client.get(URL, headers=headers))

    assert alice_client.get(URL, headers=headers).status_code == 304
    assert polled <= signing_in


def test_a_recording_that_runs_is_not_sent_anew_for_the_time_that_passes(alice_client, monkeypatch):
    begin_session()
    running = record()
    first = alice_client.get(URL, headers={"HX-Request": "true"})
    monkeypatch.setattr("core.live.time", SimpleNamespace(time=lambda: 0.0))

    again = alice_client.get(URL, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

    since = running.began_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert f'data-elapsed-since="{since}"' in first.text
    assert again.status_code == 304


@pytest.mark.parametrize("event", ["ended", "uploaded"])
def test_a_poll_tells_of_what_happened(alice_client, event):
    begin_session()
    record()
    first = alice_client.get(URL, headers={"HX-Request": "true"})
    stop_recording(event=event)

    headers = {"HX-Request": "true", "If-None-Match": first["ETag"]}

    assert alice_client.get(URL, headers=headers).status_code == 200


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
