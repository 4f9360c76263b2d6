"""What cannot be undone, or opens doors, asks first for another proof of who is there."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from accounts.models import BuiltIn
from accounts.roles import built_in_role
from core.models import AuditEntry
from recordings.models import RetentionRule
from tests.support.meetings import begin_session, name_room, record

# The address, what is in it, and the page that one is led back to where that is another.
GUARDED = [
    ("recordings:purge", "rec-1"),
    ("recordings:bulk", None),
    ("recordings:retention_new", None),
    ("recordings:retention_edit", 1),
    ("recordings:retention_switch", 1),
    ("recordings:retention_delete", 1),
    ("people:invitations", None),
    ("people:person", "person"),
    ("people:role_new", None),
    ("people:role", "role"),
    ("people:role_reset", "role"),
    ("people:role_delete", "role"),
    ("accounts:token_new", None),
    ("accounts:email", None),
    ("accounts:disconnect", 1),
    ("mfa_activate_totp", None),
    ("mfa_generate_recovery_codes", None),
    ("mfa_add_webauthn", None),
]
# What some of them want to be told.
SENT = {"on": "1", "action": "purge", "all": "trash", "sure": "1", "name": "Any"}


@pytest.fixture
def later(alice_client, time_machine):
    time_machine.move_to(time.time() + 360, tick=False)
    return alice_client


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize(("name", "key"), GUARDED)
def test_a_change_waits_for_it(later, charlie, name, key):
    RetentionRule.objects.create(pk=1, name="Old ones", days=30)
    name_room("Board room")
    begin_session()
    record("rec-1")
    keys = {"person": charlie.pk, "role": built_in_role(BuiltIn.VIEWER).pk}
    path = reverse(name, args=[] if key is None else [keys.get(key, key)])
    before = AuditEntry.objects.count()

    location = later.post(path, SENT)["Location"]

    assert location.startswith("/account/confirm/?next=")
    # Our own views keep what was sent; those of the library are simply opened again.
    after = path if name.startswith("mfa_") else "/account/go-on/"
    assert location.endswith(after.replace("/", "%2F"))
    assert not RetentionRule.objects.get().is_enabled
    assert AuditEntry.objects.count() == before


def test_to_look_at_people_and_roles_needs_none(later, charlie):
    role = built_in_role(BuiltIn.VIEWER).pk
    for path in (f"/people/{charlie.pk}/", f"/people/roles/{role}/", "/people/roles/new/"):
        assert later.get(path).status_code == 200
