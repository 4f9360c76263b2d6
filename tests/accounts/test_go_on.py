"""A proof that comes due while somebody fills in a form costs them nothing that they typed."""

from __future__ import annotations

import re
import time

import pytest
from django.urls import reverse

from jobs.models import Job
from recordings.models import RetentionRule
from tests.support.meetings import stop_recording

GO_ON = reverse("accounts:go_on")
RULES = reverse("recordings:retention_new")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def later(alice_client, time_machine) -> None:
    """Six minutes after alice signed in."""
    time_machine.move_to(time.time() + 360, tick=False)


def prove(client, response):
    assert response["Location"] == f"/account/confirm/?next={GO_ON.replace('/', '%2F')}"
    return client.post("/account/confirm/", {"password": "alice-password", "next": GO_ON})


def fields_kept(client) -> dict[str, str]:
    return {
        name: value
        for name, value in HIDDEN.findall(client.get(GO_ON).text)
        if name != "csrfmiddlewaretoken"
    }


def test_a_rule_is_kept_as_it_was_typed(alice_client, later):
    typed = {"name": 'Old "ones" <b>', "days": "30"}
    prove(alice_client, alice_client.post(RULES, typed))

    assert not RetentionRule.objects.exists()
    assert fields_kept(alice_client) == {"name": "Old &quot;ones&quot; &lt;b&gt;", "days": "30"}
    assert f'action="{RULES}"' in alice_client.get(GO_ON).text


@pytest.mark.parametrize("name", ["retention_switch", "retention_delete"])
def test_a_rule_is_not_touched_without_a_proof(alice_client, later, name):
    rule = RetentionRule.objects.create(name="Old ones", days=30)
    url = reverse(f"recordings:{name}", args=[rule.pk])
    prove(alice_client, alice_client.post(url, {"on": "1"}))

    assert RetentionRule.objects.get().is_enabled is False
    assert fields_kept(alice_client) == {"on": "1"}


def test_many_are_not_deleted_for_good_without_a_proof(alice_client, later):
    stop_recording(event="uploaded")
    selection = {"action": "purge", "recording": "rec-1", "sure": "1"}
    prove(alice_client, alice_client.post(reverse("recordings:bulk"), selection))

    assert not Job.objects.exists()
    alice_client.post(reverse("recordings:bulk"), fields_kept(alice_client))
    assert Job.objects.count() == 1


def test_it_says_when_there_is_nothing_left(alice_client):
    response = alice_client.get(GO_ON, follow=True)

    assert "nothing left to go on with" in response.text


def test_it_is_gone_with_the_session(alice, alice_client, later):
    alice_client.post(RULES, {"name": "Old ones", "days": "30"})
    alice_client.logout()
    alice_client.force_login(alice)

    assert alice_client.get(GO_ON).status_code == 302
