from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import BuiltIn
from accounts.roles import built_in_role
from core.models import AuditEntry
from recordings.models import Recording, Trash
from recordings.trash import recording_hold, recording_trash, time_in_trash
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT, name_room, record, stop_recording
from tests.support.permissions import grant
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
LIST = reverse("recordings:trash")


def act(client, action: str, recording: Recording, **data: str):
    url = reverse(f"recordings:{action}", args=[recording.remote_id])
    return client.post(url, data, follow=True)


@pytest.fixture
def recording(db) -> Recording:
    return stop_recording(event="uploaded")


def test_delete_moves_to_the_trash_and_offers_undo(alice, alice_client, recording, settings):
    response = act(alice_client, "delete", recording)

    entry = Trash.objects.get()
    due_in = entry.delete_after - timezone.now()
    assert due_in > timedelta(hours=settings.RECORDING_TRASH_HOURS, minutes=-1)
    assert entry.put_by == alice
    assert f'action="{reverse("recordings:restore", args=["rec-1"])}"' in response.text
    assert AuditEntry.objects.get().action == "recording.trash"


def test_what_is_in_the_trash_is_not_in_the_library(alice_client, recording):
    act(alice_client, "delete", recording)

    assert not alice_client.get(reverse("recordings:list")).context["board"].rows


def test_its_page_says_when_it_goes(alice_client, recording):
    text = act(alice_client, "delete", recording).text

    assert "In the trash." in text
    assert "Restore" in text


def test_the_trash_tells_what_who_and_when(alice_client, recording):
    act(alice_client, "delete", recording)

    response = alice_client.get(LIST)

    assert [entry.recording for entry in response.context["page"].rows] == [recording]
    assert "alice" in response.text
    assert "Delete now" in response.text


def test_it_goes_back_to_the_list_that_it_came_from(alice_client, recording):
    response = act(alice_client, "delete", recording, next="/recordings/?sort=length")

    assert response.redirect_chain == [("/recordings/?sort=length", 302)]


def test_it_goes_nowhere_else(alice_client, recording):
    response = act(alice_client, "delete", recording, next="https://evil.example/")

    assert response.redirect_chain == [(recording.get_absolute_url(), 302)]


def test_restore_brings_it_back(alice_client, recording):
    act(alice_client, "delete", recording)

    response = act(alice_client, "restore", recording)

    assert "Restored" in response.text
    assert not Trash.objects.exists()
    assert AuditEntry.objects.first().action == "recording.restore"


def test_restoring_twice_says_so(alice_client, recording):
    assert "not in the trash any more" in act(alice_client, "restore", recording).text


def test_it_is_not_restored_while_it_is_being_deleted(alice_client, recording):
    act(alice_client, "delete", recording)
    Trash.objects.update(deleting_since=timezone.now())

    assert "being deleted at this moment" in act(alice_client, "restore", recording).text
    assert Trash.objects.exists()


def test_what_is_not_uploaded_is_refused(alice_client):
    response = act(alice_client, "delete", record())

    assert "only once it has been uploaded" in response.text
    assert not Trash.objects.exists()


def test_what_is_on_hold_is_refused(alice, alice_client, recording):
    recording_hold(recording=recording, reason="For the auditors", actor=alice)

    assert "For the auditors" in act(alice_client, "delete", recording).text
    assert not Trash.objects.exists()


def test_hold_wants_a_reason(alice_client, recording):
    url = reverse("recordings:hold", args=["rec-1"])

    assert alice_client.post(url, {"reason": " "}).status_code == 400
    assert "data-dialog-content" in alice_client.get(url).text


def test_hold_and_release(alice_client, recording):
    assert "On hold: nothing deletes" in act(alice_client, "hold", recording, reason="Audit").text
    assert "Released" in act(alice_client, "release", recording).text


def test_what_is_released_in_the_trash_does_not_go_at_once(alice, alice_client, recording):
    act(alice_client, "delete", recording)
    recording_hold(recording=recording, reason="Audit", actor=alice)
    Trash.objects.update(delete_after="2026-11-22T15:00Z", next_attempt_at="2026-11-22T15:00Z")

    text = act(alice_client, "release", recording).text

    assert "It is in the trash, and deleted in" in text
    assert not Trash.objects.due().exists()


def test_the_trash_is_empty(alice_client):
    assert "The trash is empty" in alice_client.get(LIST).text


def test_it_escapes_hostile_names(alice, alice_client, recording):
    recording.session.room = name_room(SCRIPT)
    recording.session.save()
    act(alice_client, "delete", recording)
    recording_hold(recording=recording, reason=SCRIPT, actor=alice)

    assert is_only_text(alice_client.get(LIST).text, SCRIPT)
    assert is_only_text(alice_client.get(recording.get_absolute_url()).text, SCRIPT)


def test_it_costs_the_same_with_much_in_it(alice_client, recording):
    act(alice_client, "delete", recording)
    few = count_queries(lambda: alice_client.get(LIST))
    for number in range(10):
        act(alice_client, "delete", stop_recording(f"r{number}", f"s{number}", event="uploaded"))

    assert count_queries(lambda: alice_client.get(LIST)) == few <= 10


@pytest.mark.parametrize("action", ["delete", "restore", "hold", "release"])
def test_to_look_is_not_enough(bob_client, recording, action):
    assert act(bob_client, action, recording, reason="x").status_code == 403


@pytest.mark.parametrize("action", ["delete", "restore", "release"])
def test_nothing_is_changed_by_looking(alice_client, recording, action):
    assert alice_client.get(reverse(f"recordings:{action}", args=["rec-1"])).status_code == 405


@pytest.mark.parametrize("action", ["delete", "restore", "hold", "release", "purge"])
def test_it_knows_no_other_recording(alice_client, action):
    url = reverse(f"recordings:{action}", args=["unknown"])
    assert alice_client.post(url).status_code == 404


def test_the_trash_is_closed_to_who_may_not_look(charlie, charlie_client):
    grant(charlie, "delete_recording")

    assert charlie_client.get(LIST).status_code == 403


def give_role(user, built_in: BuiltIn, hours: int | None) -> None:
    role = built_in_role(built_in)
    role.trash_hours = hours
    role.save(update_fields=["trash_hours"])
    user.groups.add(role.group)


@pytest.mark.parametrize(
    ("hours", "stays"),
    [
        ({BuiltIn.MANAGER: None}, 24),
        ({BuiltIn.MANAGER: 2}, 2),
        ({BuiltIn.MANAGER: 2, BuiltIn.ADMINISTRATOR: 72}, 72),
        ({BuiltIn.MANAGER: 2, BuiltIn.ADMINISTRATOR: None}, 24),
        # This one may not delete, so its time is none.
        ({BuiltIn.MANAGER: 2, BuiltIn.VIEWER: 72}, 2),
    ],
)
def test_how_long_it_stays_there_is_told_by_the_role(charlie, recording, hours, stays):
    for built_in, time in hours.items():
        give_role(charlie, built_in, time)

    recording_trash(recording=recording, actor=charlie)

    entry = Trash.objects.get()
    assert round((entry.delete_after - entry.put_at).total_seconds()) == stays * 3600


def test_what_a_rule_deletes_stays_as_long_as_is_set(recording, settings):
    settings.RECORDING_TRASH_HOURS = 48

    assert time_in_trash(None) == timedelta(hours=48)
