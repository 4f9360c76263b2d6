from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from rooms.models import MeetingSession
from tests.support.callbacks import post
from tests.support.meetings import begin_session
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db


def replay(client: Client, callback: Callback, **options):
    return client.post(reverse("callbacks:replay", args=[callback.pk]), **options)


@pytest.fixture
def dead(db) -> Callback:
    """A callback whose effects are gone and which nobody tries again."""
    begin_session()
    MeetingSession.objects.all().delete()
    Callback.objects.update(state=CallbackState.DEAD, attempts=6, error="It failed")
    return Callback.objects.get()


def test_it_applies_a_dead_callback(alice_client, dead, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = replay(alice_client, dead, follow=True)

    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (CallbackState.APPLIED, 1)
    assert MeetingSession.objects.count() == 1
    assert response.redirect_chain == [(dead.get_absolute_url(), 302)]


def test_it_says_that_the_callback_is_in_line(alice_client, dead):
    response = replay(alice_client, dead, follow=True)

    assert "It is in line to be applied again." in response.text


def test_it_is_on_record(alice, alice_client, dead):
    replay(alice_client, dead)

    entry = AuditEntry.objects.get(action="callback.replay")
    assert (entry.actor, entry.target) == (alice, f"callback:{dead.pk}")


def test_it_is_noted_with_who_asked_for_it(alice_client, dead):
    replay(alice_client, dead)

    dead.refresh_from_db()
    assert [(entry["outcome"], entry["by"]) for entry in dead.history] == [("replayed", "alice")]
    assert dead.replayed_at is not None


def test_it_changes_nothing_when_done_twice(alice_client, dead, django_capture_on_commit_callbacks):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            replay(alice_client, dead)

    assert MeetingSession.objects.count() == 1


@pytest.mark.parametrize("body", ["nonsense", {"event": "theme:changed"}])
def test_it_refuses_what_cannot_be_applied(alice_client, body):
    post(body)
    callback = Callback.objects.get()

    response = replay(alice_client, callback, follow=True)

    assert "It cannot be replayed." in response.text
    assert not AuditEntry.objects.exists()


def test_it_wants_the_page_s_own_token(alice, dead):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert replay(client, dead).status_code == 403


def test_bob_may_not(bob_client, dead):
    assert replay(bob_client, dead).status_code == 403


def test_it_does_nothing_when_only_looked_at(alice_client, dead):
    assert alice_client.get(reverse("callbacks:replay", args=[dead.pk])).status_code == 405


def test_it_knows_no_other_callback(alice_client):
    assert alice_client.post(reverse("callbacks:replay", args=[999])).status_code == 404
