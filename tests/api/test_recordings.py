from __future__ import annotations

import pytest
import requests

from core.models import AuditEntry
from recordings.models import Recording, Trash
from recordings.trash import recording_hold
from tests.support.films import film_recording
from tests.support.meetings import begin_session, name_room, record
from tests.support.queries import count_queries
from tests.support.remote import stopped_recording, uploaded_recording
from tests.support.tokens import script_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/recordings/"


@pytest.fixture(autouse=True)
def _posters_of_its_own(settings, tmp_path):
    posters = settings.STORAGES["posters"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"posters": posters}


def link(script, recording: Recording):
    return script.post(f"{URL}{recording.remote_id}/download-link/")


def test_it_tells_what_the_list_tells(alice):
    name_room("Board room")
    begin_session()
    record()

    item = script_of(alice).get(URL).json()["items"][0]
    assert (item["id"], item["session_id"], item["state"]) == ("rec-1", "s-1", "started")
    assert item["room"] == {"id": "r-1", "name": "Board room"}
    assert item == script_of(alice).get(f"{URL}rec-1/").json()


def test_it_filters_as_the_page_does(alice):
    begin_session()
    record("rec-1")
    record("rec-2")
    begin_session("s-2", "r-2")
    record("rec-3", "s-2")
    script = script_of(alice)

    found = script.get(f"{URL}?session=s-1&sort=began").json()["items"]
    assert [item["id"] for item in found] == ["rec-1", "rec-2"]
    assert script.get(f"{URL}?state=gone").json()["items"] == []
    assert script.get(f"{URL}?since=2000-01-01&until=2001-01-01").json()["items"] == []


def test_a_page_costs_the_same_however_many_recordings_are_on_it(alice):
    script = script_of(alice)
    begin_session()
    record()
    script.get(URL)
    one = count_queries(lambda: script.get(URL))
    for number in range(5):
        record(f"more-{number}")

    assert count_queries(lambda: script.get(URL)) == one <= 4


def test_a_link_leads_to_the_film_and_is_on_record(alice, meetings_server):
    recording = uploaded_recording(meetings_server)

    answer = link(script_of(alice, "recordings:download"), recording).json()

    assert answer["needs_token"] is False
    assert requests.head(answer["url"], timeout=5).headers["Content-Type"] == "video/mp4"
    entry = AuditEntry.objects.get(action="recording.download")
    assert entry.token.startswith("nightly (")
    assert "Signature" not in f"{entry.detail}{entry.changes}"


def test_where_films_pass_through_here_the_link_needs_the_token(alice, meetings_server, settings):
    settings.RECORDING_DOWNLOAD = "stream"
    recording = uploaded_recording(meetings_server)
    script = script_of(alice)

    answer = link(script, recording).json()

    assert answer == {
        "url": f"http://testserver{URL}{recording.remote_id}/download/",
        "needs_token": True,
    }
    assert not AuditEntry.objects.filter(action="recording.download").exists()
    film = script.get(answer["url"])
    assert (film.status_code, film["Content-Type"]) == (200, "video/mp4")
    assert b"ftyp" in b"".join(film.streaming_content)
    assert AuditEntry.objects.filter(action="recording.download").exists()


def test_the_film_is_a_redirect_to_a_fresh_link(alice, meetings_server):
    answer = script_of(alice).get(f"{URL}{uploaded_recording(meetings_server).remote_id}/download/")

    assert answer.status_code == 302
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_film_that_is_not_there_yet_says_so(alice, meetings_server):
    answer = link(script_of(alice), stopped_recording(meetings_server))

    assert answer.status_code == 409
    assert "not been uploaded yet" in answer.json()["detail"]
    assert not AuditEntry.objects.filter(action="recording.download").exists()


def test_to_see_recordings_is_not_to_download_them(alice, meetings_server):
    recording = uploaded_recording(meetings_server)

    assert link(script_of(alice, "recordings:read"), recording).status_code == 403


def test_deleting_moves_it_to_the_trash(alice, unreachable_api):
    recording = film_recording()

    answer = script_of(alice, "recordings:delete").delete(f"{URL}{recording.remote_id}/")

    assert answer.status_code == 200
    assert answer.json()["deleted_after"] is not None
    assert Trash.objects.get().put_by == alice
    assert AuditEntry.objects.get(action="recording.trash").token.startswith("nightly (")


def test_deleting_twice_changes_nothing(alice, unreachable_api):
    recording = film_recording()
    script = script_of(alice)
    first = script.delete(f"{URL}{recording.remote_id}/").json()

    assert script.delete(f"{URL}{recording.remote_id}/").json() == first


def test_what_is_on_hold_is_not_deleted(alice, unreachable_api):
    recording = film_recording()
    recording_hold(recording=recording, reason="a lawsuit", actor=alice)

    answer = script_of(alice).delete(f"{URL}{recording.remote_id}/")

    assert answer.status_code == 409
    assert "a lawsuit" in answer.json()["detail"]
    assert not Trash.objects.exists()
