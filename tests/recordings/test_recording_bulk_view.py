from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.models import Job
from jobs.services import job_begin
from recordings.job_kinds import TRASH
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


def test_what_was_moved_by_a_job_comes_back_with_undo(alice, alice_client, three):
    recording_trash(recording=three[1], actor=alice)
    page = bulk(alice_client, "trash", "rec-1", "rec-2")
    job = page.context["job"]
    assert "Undo" not in page.text
    work()

    undo = alice_client.get(job.get_absolute_url()).context["job_page"].undo
    alice_client.post(undo.url, undo.fields)
    work()

    assert trashed() == {"rec-2"}


def test_what_was_put_on_hold_by_a_job_is_released_with_undo(alice_client, three):
    job = bulk(alice_client, "hold", "rec-1", "rec-3", sure="1", reason="Audit").context["job"]
    work()

    bulk(alice_client, "release", job=str(job.pk))
    work()

    assert not Hold.objects.exists()


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "٣"])
def test_only_an_own_job_is_undone(alice, bob, three, number, bob_client):
    grant(bob, "delete_recording")
    job = job_begin(kind=TRASH, actor=alice, targets=[("rec-1", "")])

    assert bulk(bob_client, "restore", job=str(job.pk)).status_code == 404
    assert bulk(bob_client, "restore", job=number).status_code == 404


def test_all_of_the_trash_is_restored_after_a_question(alice, alice_client, three):
    for recording in three:
        recording_trash(recording=recording, actor=alice)
    assert "Restore: 3 recordings?" in bulk(alice_client, "restore", all="trash").text

    bulk(alice_client, "restore", all="trash", sure="1")
    work()

    assert not trashed()


def test_what_is_ticked_in_the_trash_is_restored(alice, alice_client, three):
    for recording in three[:2]:
        recording_trash(recording=recording, actor=alice)

    bulk(alice_client, "restore", "rec-1", "rec-3")
    work()

    assert outcomes(Job.objects.get())["rec-3"] == ("skipped", "It is not in the trash any more.")
    assert trashed() == {"rec-2"}


def test_the_trash_offers_what_one_may_do_to_several(alice, alice_client, bob_client, three):
    recording_trash(recording=three[0], actor=alice)

    assert 'value="restore"' in alice_client.get(reverse("recordings:trash")).text
    assert "bulk-bar" not in bob_client.get(reverse("recordings:trash")).text


def test_cancel_and_a_refusal_lead_back_to_the_list_as_it_was_narrowed(alice_client, three):
    narrowed = f"{LIST}?room=r-1"

    asked = bulk(alice_client, "hold", "rec-1", next=narrowed)
    refused = bulk(alice_client, "trash", next=narrowed)

    assert asked.text.count(f'href="{narrowed}"') == 2
    assert f'name="next" value="{narrowed}"' in asked.text
    assert refused.redirect_chain == [(narrowed, 302)]


def test_only_what_spares_a_hold_says_so(alice, alice_client, three):
    recording_hold(recording=three[0], reason="Audit", actor=alice)

    assert "(left alone)" in bulk(alice_client, "trash", all="listed").text
    assert "(left alone)" not in bulk(alice_client, "zip", all="listed").text


def test_without_an_archive_none_is_begun(alice_client, three, settings):
    settings.RECORDING_ARCHIVE_URL = ""

    assert "Archiving is off" in bulk(alice_client, "archive", "rec-1").text
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


def test_a_room_s_name_turns_nothing_around_in_the_words_of_an_item(alice_client, three):
    name_room("\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe")
    bulk(alice_client, "trash", "rec-1")

    name = Job.objects.get().items.get().name

    before, after = name.split("\N{POP DIRECTIONAL ISOLATE}")
    assert before == "\N{FIRST STRONG ISOLATE}\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe"
    assert after.startswith(", 20")


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
        ("restore", "delete_recording"),
        ("release", "hold_recording"),
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
