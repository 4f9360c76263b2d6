"""Whatever is changed, tried, taken away or revealed by an address leaves an entry on record."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import BuiltIn, Role
from accounts.roles import built_in_role
from core.models import AuditEntry
from jobs.models import Job, JobItem
from recordings.trash import recording_hold, recording_trash
from tests.permissions.test_every_address import OTHERS, PAGES, THINGS, address, keys  # noqa: F401
from tests.support.meetings import stop_recording

NO = "no such method"
LATER = "2030-01-01T12:00"
# What a form of this address sends, where it is more than a click.
SENT: dict[str, dict[str, object]] = {
    "people:role_new": {"name": "Made", "names_shown": "full"},
    "people:person": {"is_active": "", "groups": []},
    "people:role": {"name": "Renamed", "names_shown": "full"},
    "people:invitations": {"email": "zofia@example.com"},
    "callbacks:replay_all": {"newest": "9999999", "sure": "1"},
    "rooms:new": {"type": "long_term", "display_name": "Room", "expires_at": LATER},
    "rooms:extend": {"preset": "30d"},
    "rooms:delete": {"sure": "1"},
    "recordings:hold": {"reason": "Asked for"},
    "recordings:retention_edit": {"name": "Other", "days": "7"},
    "recordings:retention_switch": {"on": "1"},
}
# They take a selection.
OF_CALLBACKS = {"callbacks:replay_selection", "callbacks:set_aside"}
# They change nothing: they ask the API anew, or bring a page up to date.
ASKING = {
    "rooms:refresh",
    "recordings:refresh",
    "trails:room",
    "trails:session",
    "trails:recording",
}
# Their forms bring what was read before, and change nothing without it; their own tests in
# tests/rooms have their entries.
BY_FORM = {"rooms:edit", "rooms:cell", "rooms:undo"}
POSTED = sorted(name for name, (_get, post) in (PAGES | THINGS | OTHERS).items() if post != NO)


@pytest.fixture
def ready(keys, alice):  # noqa: F811
    """There is something to be done by each address."""

    def prepare(name: str) -> dict[str, object]:
        recording = stop_recording("rec-1", "s-1", event="uploaded")
        group = Group.objects.create(name="Cleaners")
        made = Role.objects.create(group=group)
        failed = Job.objects.create(kind="something", created_by=alice, state="done", failed=1)
        JobItem.objects.create(job=failed, target="x", state="failed")
        built_in_role(BuiltIn.VIEWER).group.permissions.clear()
        if name == "recordings:release":
            recording_hold(recording=recording, reason="Asked for", actor=alice)
        if name == "recordings:restore":
            recording_trash(recording=recording, actor=alice)
        mine = {"people:role_delete": {"role_pk": made.pk}, "jobs:retry": {"job_pk": failed.pk}}
        return keys | mine.get(name, {})

    return prepare


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("name", [name for name in POSTED if name not in ASKING | BY_FORM])
def test_it_leaves_an_entry(name, ready, alice_client):
    things = ready(name)
    before = AuditEntry.objects.count()
    selected = {"callback": things["callback_pk"]} if name in OF_CALLBACKS else {}
    response = alice_client.post(address(name, things), SENT.get(name, selected))

    assert response.status_code < 500 or response.status_code in (502, 503, 504)
    assert AuditEntry.objects.count() > before, (name, response.status_code)


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize(
    "name",
    [
        "recordings:download",
        "recordings:export_csv",
        "sessions:attendance",
        "activity:export_csv",
        "usage_csv",
    ],
)
def test_what_is_taken_away_or_watched_leaves_one_too(name, keys, alice_client):  # noqa: F811
    stop_recording("rec-1", "s-1", event="uploaded")
    alice_client.get(address(name, keys))

    assert AuditEntry.objects.count() == 1


def test_signing_in_and_out_and_failing_to_leave_entries(alice, client):
    client.post(reverse("accounts:sign_in"), {"login": "alice", "password": "wrong"})
    client.post(reverse("accounts:sign_in"), {"login": "alice", "password": "alice-password"})
    client.post(reverse("accounts:sign_out"))

    found = AuditEntry.objects.order_by("pk").values_list("action", "outcome")
    assert list(found) == [
        ("person.sign_in", "refused"),
        ("person.sign_in", "done"),
        ("person.sign_out", "done"),
    ]
