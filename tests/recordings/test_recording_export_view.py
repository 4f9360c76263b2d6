from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from core.models import AuditEntry
from recordings import exports
from recordings.models import Archive, ArchiveState, Recording
from tests.support.meetings import begin_session, name_room, record, stop_recording
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
CSV = reverse("recordings:export_csv")
JSON = reverse("recordings:export_json")


def as_csv(client, **query: str) -> list[dict[str, str]]:
    text = client.get(CSV, query).getvalue().decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def as_json(client, **query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(client.get(JSON, query).getvalue())
    return found


def test_it_tells_what_is_known_of_a_recording(alice_client):
    name_room("Board room")
    begin_session()
    Archive.objects.create(recording=stop_recording(), state=ArchiveState.READY)
    Recording.objects.update(size_bytes=5000)

    row = as_json(alice_client)[0]

    assert (row["id"], row["room"], row["room_id"]) == ("rec-1", "Board room", "r-1")
    assert (row["length_seconds"], row["size_bytes"], row["archived"]) == (600, 5000, True)
    assert [row["id"]] == [line["id"] for line in as_csv(alice_client)]


def test_what_is_not_known_is_empty(alice_client):
    record()

    assert as_json(alice_client)[0]["length_seconds"] is None
    assert as_csv(alice_client)[0]["size_bytes"] == ""


@pytest.mark.parametrize("sort", ["-began", "length", "-size", "room", "-room"])
def test_it_has_all_that_the_filters_match_in_the_order_of_the_list(
    alice_client, monkeypatch, sort
):
    monkeypatch.setattr(exports, "BATCH", 3)
    begin_session()
    for number in range(8):
        record(f"rec-{number}", "s-1" if number else "s-nowhere")
    stop_recording("other", event="uploaded")

    ids = [row["id"] for row in as_csv(alice_client, sort=sort, state="started")]
    page = alice_client.get(reverse("recordings:list"), {"sort": sort, "state": "started"})

    assert ids == [row.remote_id for row in page.context["board"].rows]


def test_each_further_batch_is_two_queries(alice_client, monkeypatch):
    record("first")
    begin = count_queries(lambda: as_json(alice_client))
    monkeypatch.setattr(exports, "BATCH", 3)
    for number in range(8):
        record(f"rec-{number}")

    assert count_queries(lambda: as_json(alice_client)) == begin + 2 * 2


def test_a_room_is_no_formula(alice_client):
    name_room("@SUM(A1)")
    begin_session()
    record()

    assert as_csv(alice_client)[0]["room"] == "'@SUM(A1)"


def test_it_is_audited_with_its_filters(alice_client):
    as_csv(alice_client, state="started")

    entry = AuditEntry.objects.get(action="recording.export")
    assert (entry.target_name, entry.detail) == ("csv", "state=started")


@pytest.mark.parametrize("url", [CSV, JSON])
def test_bob_may_and_charlie_may_not(bob_client, charlie_client, url):
    assert bob_client.get(url).status_code == 200
    assert charlie_client.get(url).status_code == 403


@pytest.mark.parametrize(("archived", "shown"), [("yes", ["rec-a"]), ("no", ["rec-c", "rec-b"])])
def test_the_list_narrows_to_what_is_archived_or_not(alice_client, archived, shown):
    for name, state in [("a", ArchiveState.READY), ("b", ArchiveState.FAILED), ("c", None)]:
        recording = record(f"rec-{name}")
        if state:
            Archive.objects.create(recording=recording, state=state)

    assert [row["id"] for row in as_json(alice_client, archived=archived)] == shown


def test_a_filter_that_makes_no_sense_is_not_exported_as_everything(alice_client):
    answer = alice_client.get(reverse("recordings:export_csv") + "?since=soon", follow=True)

    assert "part of the filter makes no sense" in answer.text
    assert not AuditEntry.objects.exists()
