from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.models import Job
from recordings.models import Archive, ArchiveState, Hold, Recording, Trash
from recordings.trash import recording_hold, recording_restore, recording_trash
from tests.support.film_server import Film, FilmServer
from tests.support.jobs import outcomes, work
from tests.support.meetings import begin_session, name_room, record, stop_recording
from tests.support.permissions import grant

pytestmark = pytest.mark.django_db
URL = reverse("recordings:bulk")
LIST = reverse("recordings:list")


@pytest.fixture
def three(db) -> list[Recording]:
    name_room("Board room")
    begin_session()
    name_room("Kitchen", "r-2")
    begin_session("s-2", "r-2")
    return [
        stop_recording("rec-1", event="uploaded"),
        stop_recording("rec-2", event="uploaded"),
        stop_recording("rec-3", "s-2", event="uploaded"),
    ]


def bulk(client, action: str, *ids: str, **data: str):
    return client.post(URL, {"action": action, "recording": ids, **data}, follow=True)


def trashed() -> set[str]:
    return set(Trash.objects.values_list("recording__remote_id", flat=True))


def test_what_is_ticked_moves_to_the_trash(alice_client, three):
    response = bulk(alice_client, "trash", "rec-1", "rec-3")
    work()

    assert response.redirect_chain == [(Job.objects.get().get_absolute_url(), 302)]
    assert trashed() == {"rec-1", "rec-3"}


def test_all_that_match_are_asked_about_first(alice_client, three):
    response = bulk(alice_client, "trash", all="listed", query="room=r-1")

    assert "Move to the trash: 2 recordings?" in response.text
    assert not Job.objects.exists()


def test_all_that_match_move_when_one_is_sure(alice_client, three):
    bulk(alice_client, "trash", all="listed", query="room=r-1", sure="1")
    work()

    assert trashed() == {"rec-1", "rec-2"}


def test_what_came_after_the_question_is_asked_about_anew(alice, alice_client, three):
    recording_trash(recording=three[0], actor=alice)
    shown = bulk(alice_client, "purge", all="trash").context["shown"]
    recording_trash(recording=three[1], actor=alice)

    asked = bulk(alice_client, "purge", all="trash", sure="1", shown=shown)

    assert "you were asked (new: 1, no longer among them: 0)" in asked.text
    assert f'name="shown" value="{asked.context["shown"]}"' in asked.text
    assert not Job.objects.exists()
    bulk(alice_client, "purge", all="trash", sure="1", shown=asked.context["shown"])
    assert Job.objects.count() == 1


def test_others_of_the_same_number_are_asked_about_anew(alice, alice_client, three):
    recording_trash(recording=three[0], actor=alice)
    shown = bulk(alice_client, "purge", all="trash").context["shown"]
    recording_restore(recording=three[0], actor=alice)
    recording_trash(recording=three[1], actor=alice)

    asked = bulk(alice_client, "purge", all="trash", sure="1", shown=shown)

    assert "you were asked (new: 1, no longer among them: 1)" in asked.text
    assert not Job.objects.exists()


@pytest.mark.parametrize("shown", ["x", "é", "eJw", "eJwDAAAAAAE="])
def test_an_answer_to_no_question_of_ours_is_asked_again(alice_client, three, shown):
    asked = bulk(alice_client, "trash", all="listed", sure="1", shown=shown)

    assert "has changed since you were asked" in asked.text
    assert not Job.objects.exists()


@pytest.mark.parametrize("query", ["since=2026-13-45", "larger=x&room=r-1", "state=none"])
def test_a_filter_that_makes_no_sense_does_not_stand_for_everything(alice_client, three, query):
    response = bulk(alice_client, "trash", all="listed", query=query, sure="1")

    assert "part of the filter makes no sense" in response.text
    assert not Job.objects.exists()


def test_a_hold_wants_a_reason(alice_client, three):
    asked = bulk(alice_client, "hold", "rec-1")
    refused = bulk(alice_client, "hold", "rec-1", sure="1", reason=" ")
    assert "Reason" in asked.text
    assert (refused.status_code, Job.objects.count()) == (400, 0)

    bulk(alice_client, "hold", "rec-1", sure="1", reason="Audit")
    work()

    assert Hold.objects.get().reason == "Audit"


def test_what_cannot_be_done_is_listed_with_its_reason(alice, alice_client, three):
    recording_hold(recording=three[0], reason="Audit", actor=alice)
    recording_trash(recording=three[1], actor=alice)
    record("rec-running")

    bulk(alice_client, "trash", "rec-1", "rec-2", "rec-3", "rec-running")
    work()

    found = outcomes(Job.objects.get())
    assert found["rec-1"] == ("skipped", "It is on hold: Audit")
    assert found["rec-2"] == ("skipped", "It is in the trash already.")
    assert found["rec-3"][0] == "done"
    assert (found["rec-running"][0], "only once" in found["rec-running"][1]) == ("failed", True)


def test_the_trash_is_emptied_after_a_question(alice, alice_client, three, settings):
    with FilmServer({"rec-1": Film(10), "rec-2": Film(10)}) as films:
        settings.MEETINGS_API_URL = films.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        for recording in three[:2]:
            recording_trash(recording=recording, actor=alice)
        recording_hold(recording=three[1], reason="Audit", actor=alice)

        assert "cannot be brought back" in bulk(alice_client, "purge", all="trash").text
        bulk(alice_client, "purge", all="trash", sure="1")
        work()

        assert films.deletions == ["rec-1"]
    assert trashed() == {"rec-2"}


def test_the_question_says_what_is_lost_for_good(alice, alice_client, three):
    Recording.objects.update(duration_seconds=600, size_bytes=2**20)
    recording_hold(recording=three[0], reason="Audit", actor=alice)
    Archive.objects.create(recording=three[1], state=ArchiveState.READY)

    page = " ".join(bulk(alice_client, "purge", "rec-1", "rec-2", "rec-3").text.split())

    assert "1 has no archived copy, and is lost:" in page
    assert "10 min" in page
    assert "1.0 MB" in page
    assert Recording.objects.filter(deleted_at=None).count() == 3


def test_nothing_selected_is_said(alice_client, three):
    assert "Nothing is selected." in bulk(alice_client, "trash").text


def test_unknown_ids_are_nothing(alice_client, three):
    assert "Nothing is selected." in bulk(alice_client, "trash", "unknown", "\x00").text


def test_an_unknown_action_is_not_there(alice_client, three):
    assert bulk(alice_client, "explode", "rec-1").status_code == 404


@pytest.mark.parametrize(
    ("action", "codename"),
    [
        ("trash", "delete_recording"),
        ("hold", "hold_recording"),
        ("archive", "archive_recording"),
        ("purge", "purge_recording"),
        ("zip", "download_recording"),
    ],
)
def test_each_action_wants_its_own_right(bob, bob_client, three, action, codename):
    assert bulk(bob_client, action, "rec-1").status_code == 403

    grant(bob, codename)

    assert bulk(bob_client, action, "rec-1").status_code == 200


def test_the_list_offers_what_one_may_do(bob, bob_client, three):
    assert "bulk-bar" not in bob_client.get(LIST).text

    grant(bob, "archive_recording")

    text = bob_client.get(LIST).text
    assert 'value="archive"' in text
    assert 'value="trash"' not in text
