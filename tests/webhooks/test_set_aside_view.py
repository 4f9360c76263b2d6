from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEntry
from tests.support.meetings import begin_session, tell
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:set_aside")


@pytest.fixture
def dead(db) -> Callback:
    tell("session:ended")
    return Callback.objects.get()


def put_aside(client, callback: Callback, **fields):
    return client.post(URL, {"callback": callback.pk, **fields}, follow=True)


def test_a_dead_callback_raises_no_alarm_any_more(alice_client, dead):
    assert "failed for good" in alice_client.get("/callbacks/").text

    assert "1 callback is set aside." in put_aside(alice_client, dead).text
    assert not Callback.objects.broken().exists()
    assert "failed for good." not in alice_client.get("/callbacks/").text


def test_its_page_says_by_whom_and_why_it_failed(alice, alice_client, dead):
    text = put_aside(alice_client, dead, next=dead.get_absolute_url()).text

    assert "Set aside</span> <time" in text
    assert alice.get_username() in text
    assert "The callback has no" in text
    assert "not an event that the dashboard knows" not in text


def test_it_is_on_record(alice, alice_client, dead):
    put_aside(alice_client, dead)

    entry = AuditEntry.objects.get(action="callback.set_aside")
    assert (entry.actor, entry.target) == (alice, f"callback:{dead.pk}")


def test_a_replay_tries_it_again(alice_client, dead, django_capture_on_commit_callbacks):
    put_aside(alice_client, dead)
    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(reverse("callbacks:replay", args=[dead.pk]))

    assert Callback.objects.get().state == CallbackState.DEAD


def test_what_did_not_fail_stays_as_it_is(alice_client):
    begin_session()

    assert "Only callbacks that failed" in put_aside(alice_client, Callback.objects.get()).text
    assert Callback.objects.get().state == CallbackState.APPLIED
