from __future__ import annotations

import pytest
from django.urls import reverse

from rooms.models import MeetingSession
from tests.support.callbacks import post
from tests.support.meetings import begin_session, tell
from webhooks.models import Callback

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:replay_selection")


@pytest.fixture(autouse=True)
def lost_effects(db) -> None:
    for number in range(3):
        begin_session(f"s-{number}")
    MeetingSession.objects.all().delete()


def replay(client, *keys, **fields):
    return client.post(URL, {"callback": keys, **fields}, follow=True)


def test_it_replays_what_was_ticked(alice_client, django_capture_on_commit_callbacks):
    keys = list(Callback.objects.values_list("pk", flat=True)[:2])
    with django_capture_on_commit_callbacks(execute=True):
        response = replay(alice_client, *keys)

    assert "2 callbacks are replayed." in response.text
    assert MeetingSession.objects.count() == 2


def test_it_says_what_cannot_be_applied(alice_client):
    post("nonsense")

    text = replay(alice_client, *Callback.objects.values_list("pk", flat=True)).text

    assert "3 callbacks are replayed." in text
    assert "1 cannot be applied" in text


@pytest.mark.parametrize("keys", [[], ["x"], ["-1"], ["9" * 30], ["٣"]])
def test_it_bears_any_selection(alice_client, keys):
    assert "Nothing was selected" in replay(alice_client, *keys).text


def test_it_leads_back_to_the_list_as_it_was(alice_client):
    response = replay(alice_client, Callback.objects.first().pk, next="/callbacks/?room=r-1")

    assert response.redirect_chain == [("/callbacks/?room=r-1", 302)]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_it_leads_nowhere_else(alice_client, elsewhere):
    response = replay(alice_client, Callback.objects.first().pk, next=elsewhere)

    assert response.redirect_chain == [("/callbacks/", 302)]


def test_bob_may_not(bob_client):
    assert replay(bob_client, Callback.objects.first().pk).status_code == 403


def test_it_does_nothing_when_only_looked_at(alice_client):
    tell("session:ended")

    assert alice_client.get(URL).status_code == 405
