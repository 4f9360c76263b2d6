from __future__ import annotations

import pytest

from jobs.kinds import done, failed
from jobs.models import Job, JobState
from jobs.services import job_begin
from tests.support.jobs import work
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT
from tests.support.polling import poll
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(alice, errands) -> Job:
    return job_begin(kind="errand", actor=alice, targets=[("a", "Board room"), ("b", SCRIPT)])


def test_it_shows_how_far_it_is(alice_client, job):
    text = alice_client.get(job.get_absolute_url()).text

    assert "0 of 2" in text
    assert "Board room" in text
    assert 'data-live="' in text


def test_it_escapes_hostile_names(alice_client, job):
    assert is_only_text(alice_client.get(job.get_absolute_url()).text, SCRIPT)


def test_it_shows_what_happened_to_each(alice_client, job, errands):
    errands.outcome = lambda target: failed("The API refused.") if target == "a" else done()
    work()

    response = alice_client.get(job.get_absolute_url())

    assert "The API refused." in response.text
    assert "Retry what failed" in response.text
    assert 'data-live="' not in response.text


def test_it_narrows_to_what_failed(alice_client, job, errands):
    errands.outcome = lambda target: failed("No.") if target == "a" else done()
    work()

    page = alice_client.get(job.get_absolute_url(), {"state": "failed"}).context["page"]

    assert [item.target for item in page.rows] == ["a"]


def test_its_region_costs_nothing_while_nothing_happens(alice_client, job):
    first = poll(alice_client, job.get_absolute_url())

    assert poll(alice_client, job.get_absolute_url(), etag=first["ETag"]).status_code == 304


def test_its_region_stops_when_it_is_over(alice_client, job):
    work()

    assert poll(alice_client, job.get_absolute_url()).status_code == 286


def test_it_is_cancelled_by_a_button(alice_client, job, errands):
    alice_client.post(f"{job.get_absolute_url()}cancel/")
    work()

    job.refresh_from_db()
    assert (job.state, errands.run) == (JobState.CANCELLED, [])


def test_what_failed_is_retried_by_a_button(alice_client, job, errands):
    errands.outcome = lambda target: failed("No.")
    work()
    errands.outcome = lambda target: done()
    alice_client.post(f"{job.get_absolute_url()}retry/")
    work()

    job.refresh_from_db()
    assert (job.state, job.failed, job.done) == (JobState.DONE, 0, 2)


def test_a_stranger_does_not_even_learn_that_it_is_there(charlie_client, job):
    assert charlie_client.get(job.get_absolute_url()).status_code == 404
    assert poll(charlie_client, job.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_who_may_look_at_all_jobs_may_not_touch_those_of_others(bob_client, job, action):
    assert bob_client.get(job.get_absolute_url()).status_code == 200
    assert bob_client.post(f"{job.get_absolute_url()}{action}/").status_code == 404


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_nothing_is_changed_by_looking(alice_client, job, action):
    assert alice_client.get(f"{job.get_absolute_url()}{action}/").status_code == 405


def test_it_costs_the_same_with_many_items(alice, alice_client, job):
    few = count_queries(lambda: alice_client.get(job.get_absolute_url()))
    many = job_begin(kind="errand", actor=alice, targets=[(str(n), "x") for n in range(40)])

    assert count_queries(lambda: alice_client.get(many.get_absolute_url())) == few <= 10
