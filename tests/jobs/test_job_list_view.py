from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.services import job_begin

pytestmark = pytest.mark.django_db
URL = reverse("jobs:list")


def jobs_on(client) -> list:
    return [row.job for row in client.get(URL).context["rows"]]


def test_it_lists_one_s_own_jobs(alice, charlie, charlie_client, errands):
    job_begin(kind="errand", actor=alice, targets=[("a", "")])
    own = job_begin(kind="errand", actor=charlie, targets=[("a", "")])

    assert jobs_on(charlie_client) == [own]


def test_who_may_view_jobs_sees_all_and_the_newest_first(alice, charlie, bob_client, errands):
    older = job_begin(kind="errand", actor=alice, targets=[("a", "")])
    newer = job_begin(kind="errand", actor=None, targets=[("a", "")])

    assert jobs_on(bob_client) == [newer, older]


def test_it_says_that_there_are_none(alice_client):
    assert "No jobs yet" in alice_client.get(URL).text


def test_a_job_of_a_kind_that_is_gone_is_listed_by_its_name(alice, alice_client):
    job_begin(kind="forgotten", actor=alice, targets=[("a", "")])

    assert "forgotten" in alice_client.get(URL).text
