"""Old recordings go to the trash by themselves, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, RoomScope, ScopeKind
from core.models import AuditEntry
from jobs.models import Job
from recordings.models import Archive, ArchiveState, Recording, RetentionRule, Trash
from recordings.retention import going, retention_run, staying
from recordings.trash import recording_hold
from rooms.models import Room
from tests.support.jobs import outcomes, work
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT, begin_session, name_room, record, stop_recording
from tests.support.permissions import grant
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db
LIST = reverse("recordings:retention")


def aged(recording_id: str, *, days: int, room: str = "r-1", archived: bool = False) -> Recording:
    session = f"s-{room}"
    if not Room.objects.filter(remote_id=room).exists():
        name_room({"r-1": "Board room"}.get(room, room), room)
        begin_session(session, room)
    recording = stop_recording(recording_id, session, event="uploaded")
    began_at = timezone.now() - timedelta(days=days)
    Recording.objects.filter(pk=recording.pk).update(began_at=began_at)
    if archived:
        Archive.objects.create(recording=recording, state=ArchiveState.READY)
    return recording


def rule(**changes) -> RetentionRule:
    fields = {"name": "Thirty days", "days": 30, "only_archived": False, "is_enabled": True}
    return RetentionRule.objects.create(**fields | changes)


def ids(recordings) -> set[str]:
    return set(recordings.values_list("remote_id", flat=True))


def trashed() -> set[str]:
    return set(Trash.objects.values_list("recording__remote_id", flat=True))


def test_what_is_old_goes_to_the_trash(db):
    aged("old", days=31)
    aged("young", days=29)
    rule()

    retention_run()
    work()

    assert trashed() == {"old"}
    entry = Trash.objects.get()
    assert (entry.put_by, entry.put_by_rule) == (None, "Thirty days")
    assert entry.delete_after > timezone.now() + timedelta(hours=23)


def test_it_runs_once_a_day(db):
    aged("old", days=31)
    thirty = rule()
    retention_run()
    assert retention_run() == []

    RetentionRule.objects.update(last_run_on=timezone.localdate() - timedelta(days=1))

    assert len(retention_run()) == 1
    assert thirty.name == "Thirty days"


def test_a_rule_that_is_off_does_nothing(db):
    aged("old", days=31)
    rule(is_enabled=False)

    assert retention_run() == []


def test_a_rule_with_nothing_to_do_begins_no_job(db):
    rule()

    assert retention_run() == []
    assert not Job.objects.exists()


def test_what_has_no_copy_stays_when_asked(db):
    aged("copied", days=31, archived=True)
    aged("bare", days=31)
    thirty = rule(only_archived=True)

    assert (ids(going(thirty)), ids(staying(thirty))) == ({"copied"}, {"bare"})


def test_what_is_on_hold_stays(alice):
    recording_hold(recording=aged("held", days=31), reason="Audit", actor=alice)
    aged("free", days=31)
    thirty = rule()

    assert (ids(going(thirty)), ids(staying(thirty))) == ({"free"}, {"held"})


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"room_prefix": "board"}, {"a"}),
        ({"metadata": "team=b"}, {"b"}),
        ({"room_prefix": "board", "metadata": "team=b"}, set()),
        ({}, {"a", "b"}),
    ],
)
def test_it_can_be_about_some_rooms_only(db, changes, found):
    aged("a", days=31)
    aged("b", days=31, room="Kitchen")
    Room.objects.filter(remote_id="Kitchen").update(metadata="x;team=b;y")

    assert ids(going(rule(**changes))) == found


def test_what_is_not_uploaded_or_gone_is_none_of_its_business(db):
    aged("gone", days=31)
    Recording.objects.update(gone_at=timezone.now())
    record("running", "s-r-1")
    thirty = rule(days=1)

    assert not going(thirty).exists()
    assert not staying(thirty).exists()


def test_a_hold_that_comes_in_between_is_respected(alice):
    recording = aged("old", days=31)
    rule()
    (job,) = retention_run()
    recording_hold(recording=recording, reason="Audit", actor=alice)

    work()

    assert outcomes(job)["old"][0] == "skipped"
    assert not Trash.objects.exists()


def test_a_rule_that_is_switched_off_stops_its_job(db):
    aged("old", days=31)
    rule()
    (job,) = retention_run()
    RetentionRule.objects.update(is_enabled=False)

    work()

    job.refresh_from_db()
    assert "switched off" in job.error
    assert not Trash.objects.exists()


def save(client, **fields: str):
    data = {"name": "New rule", "days": "30", "only_archived": "on"} | fields
    return client.post(reverse("recordings:retention_new"), data, follow=True)


def test_a_new_rule_is_off_and_shows_what_it_would_do(alice_client):
    aged("old", days=31, archived=True)

    response = save(alice_client)

    made = RetentionRule.objects.get()
    assert made.is_enabled is False
    assert response.redirect_chain == [
        (reverse("recordings:retention_preview", args=[made.pk]), 302)
    ]
    assert "Board room" in response.text
    assert not Trash.objects.exists()


def test_the_dry_run_tells_why_something_stays(alice, alice_client):
    aged("bare", days=31)
    recording_hold(recording=aged("held", days=31), reason="Audit", actor=alice)
    made = rule(only_archived=True)

    url = reverse("recordings:retention_preview", args=[made.pk])
    text = alice_client.get(url, {"show": "staying"}).text

    assert "not archived" in text
    assert "Audit" in text
    assert "Nothing would go" in alice_client.get(url).text


def test_it_is_switched_on_by_hand_and_on_record(alice, alice_client):
    made = rule(is_enabled=False)

    alice_client.post(reverse("recordings:retention_switch", args=[made.pk]), {"on": "1"})

    made.refresh_from_db()
    assert made.is_enabled is True
    assert AuditEntry.objects.get().action == "retention.on"


def test_a_rule_that_somebody_has_changed_meanwhile_is_looked_at_again(alice_client):
    made = rule(is_enabled=False)
    preview = reverse("recordings:retention_preview", args=[made.pk])
    switch = reverse("recordings:retention_switch", args=[made.pk])
    seen = {"on": "1", "seen": made.terms}
    assert f'name="seen" value="{made.terms}"' in alice_client.get(preview).text
    RetentionRule.objects.update(days=1)

    answer = alice_client.post(switch, seen, follow=True)

    made.refresh_from_db()
    assert (made.is_enabled, answer.redirect_chain) == (False, [(preview, 302)])
    assert "The rule has changed since you looked." in answer.text
    alice_client.post(switch, {"on": "1", "seen": made.terms})
    made.refresh_from_db()
    assert made.is_enabled


def test_a_change_switches_it_off(alice_client):
    made = rule()

    url = reverse("recordings:retention_edit", args=[made.pk])
    alice_client.post(url, {"name": "Other", "days": "7"})

    made.refresh_from_db()
    assert (made.name, made.days, made.is_enabled, made.only_archived) == ("Other", 7, False, False)


@pytest.mark.parametrize("days", ["0", "-1", "99999999999", "soon", ""])
def test_nonsense_is_refused(alice_client, days):
    assert save(alice_client, days=days).status_code == 400


def test_it_is_deleted(alice_client):
    made = rule()

    alice_client.post(reverse("recordings:retention_delete", args=[made.pk]))

    assert not RetentionRule.objects.exists()


def test_it_escapes_hostile_names(alice_client):
    made = rule(name=SCRIPT, room_prefix=SCRIPT, metadata=SCRIPT)

    for url in (LIST, reverse("recordings:retention_preview", args=[made.pk])):
        assert is_only_text(alice_client.get(url).text, SCRIPT)


def test_who_may_look_may_not_change(bob_client):
    made = rule()

    assert bob_client.get(LIST).status_code == 200
    assert bob_client.get(reverse("recordings:retention_new")).status_code == 403
    for action in ("switch", "delete"):
        url = reverse(f"recordings:retention_{action}", args=[made.pk])
        assert bob_client.post(url).status_code == 403


def test_it_is_closed_without_the_right(charlie, charlie_client):
    grant(charlie, "view_recording")

    assert charlie_client.get(LIST).status_code == 403


def test_the_dry_run_costs_the_same_with_many(alice_client):
    made = rule()
    aged("first", days=31)
    url = reverse("recordings:retention_preview", args=[made.pk])
    few = count_queries(lambda: alice_client.get(url))
    for number in range(10):
        aged(f"old-{number}", days=31 + number)

    assert count_queries(lambda: alice_client.get(url)) == few <= 14


def test_who_is_restricted_to_some_rooms_has_no_say_over_all(bob, bob_client):
    made = rule()
    group = Group.objects.create(name="Elsewhere")
    Role.objects.create(group=group)
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Elsewhere")
    bob.groups.add(group)
    bob.user_permissions.clear()
    group.permissions.add(
        *Permission.objects.filter(codename__endswith="_retentionrule"),
        *Permission.objects.filter(codename="view_recording"),
    )

    assert save(bob_client).status_code == 403
    assert made.name not in bob_client.get(LIST).text
