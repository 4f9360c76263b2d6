from __future__ import annotations

import pytest

from core.audit import Act
from core.models import AuditEntry, Immutable
from tests.conftest import signed_in


def test_an_entry_is_not_changed_afterwards(alice):
    entry = Act(alice, "room.update", "room:1", reason="asked for").done()
    entry.detail = "something else"

    with pytest.raises(Immutable):
        entry.save()
    with pytest.raises(Immutable):
        entry.delete()
    assert AuditEntry.objects.get().reason == "asked for"


def test_it_says_where_the_request_came_from(alice, settings):
    settings.CALLBACK_TRUSTED_PROXIES = 1
    signed_in(alice).post(
        "/sign-out/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 192.0.2.7"
    )

    entry = AuditEntry.objects.filter(action="person.sign_out").get()
    assert entry.address == "192.0.2.7"
    assert len(entry.request_id) == 32


def test_what_the_worker_does_has_no_origin(db):
    entry = Act(None, "recording.delete", "recording:1").done()

    assert (entry.address, entry.request_id) == ("", "")


def test_who_cannot_sign_in_is_on_record(client, alice):
    client.post("/sign-in/", {"login": "alice", "username": "alice", "password": "wrong"})

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.outcome) == ("person.sign_in", "refused")
    assert "wrong" not in str(vars(entry))
