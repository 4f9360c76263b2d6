from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from jobs.kinds import JobRefused, again, done, failed, skipped
from jobs.models import Job, JobState
from jobs.services import job_begin, job_cancel, job_retry
from jobs.steps import jobs_step
from jobs.tasks import sweep_jobs
from meetings_api import Unreachable
from tests.support.jobs import a_kind, outcomes, work

pytestmark = pytest.mark.django_db


def begin(actor, *targets: str, kind: str = "errand") -> Job:
    return job_begin(kind=kind, actor=actor, targets=[(target, "") for target in targets])


def test_it_does_each_item_once_and_in_order(alice, errands):
    job = begin(alice, "a", "b", "c")

    work()

    job.refresh_from_db()
    assert errands.run == ["a", "b", "c"]
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.finished_at is not None


def test_a_step_is_short_and_the_next_one_goes_on(alice, errands):
    job = begin(alice, "a", "b")

    assert jobs_step(seconds=0) is True
    job.refresh_from_db()
    assert (errands.run, job.state, job.holder) == (["a"], JobState.RUNNING, "")
    work(seconds=0)

    assert errands.run == ["a", "b"]


def test_it_says_what_became_of_each(alice, errands):
    errands.outcome = {"a": done("Fine."), "b": failed("Broken."), "c": skipped("Held.")}.get
    job = begin(alice, "a", "b", "c")

    work()

    job.refresh_from_db()
    assert outcomes(job) == {
        "a": ("done", "Fine."),
        "b": ("failed", "Broken."),
        "c": ("skipped", "Held."),
    }
    assert (job.done, job.failed, job.skipped, job.processed) == (1, 1, 1, 3)


@pytest.mark.parametrize("error", [Unreachable("no way"), ValueError("no sense")])
def test_an_error_fails_its_item_only(alice, errands, error):
    errands.outcome = lambda target: error if target == "a" else done()
    job = begin(alice, "a", "b")

    work()

    assert [state for state, _detail in outcomes(job).values()] == ["failed", "done"]


def test_a_retry_does_only_what_failed(alice, errands):
    errands.outcome = lambda target: failed("Not now.") if target == "b" else done()
    job = begin(alice, "a", "b")
    work()
    errands.outcome = lambda target: done()

    assert job_retry(job=job, actor=alice) is True
    work()

    job.refresh_from_db()
    assert errands.run == ["a", "b", "b"]
    assert (job.state, job.done, job.failed) == (JobState.DONE, 2, 0)


def test_there_is_nothing_to_retry_while_it_runs(alice, errands):
    assert job_retry(job=begin(alice, "a"), actor=alice) is False


def test_an_item_may_ask_to_be_called_again_later(alice, errands):
    errands.outcome = lambda target: again("Half.", after=timedelta(hours=1))
    job = begin(alice, "a")

    work()

    job.refresh_from_db()
    assert errands.run == ["a"]
    assert job.state == JobState.RUNNING
    assert job.due_at > timezone.now() + timedelta(minutes=50)


def test_a_cancelled_job_begins_no_further_item(alice, errands):
    job = begin(alice, "a", "b")
    jobs_step(seconds=0)

    assert job_cancel(job=job, actor=alice) is True
    work()

    job.refresh_from_db()
    assert (errands.run, job.state) == (["a"], JobState.CANCELLED)
    assert job_cancel(job=job, actor=alice) is False


def test_a_job_whose_worker_died_is_gone_on_with(alice, errands, settings):
    job = begin(alice, "a")
    long_ago = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)
    Job.objects.update(holder="of the dead", state=JobState.RUNNING, beat_at=long_ago)

    sweep_jobs()

    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_whose_worker_lives_is_left_to_it(alice, errands):
    begin(alice, "a")
    Job.objects.update(holder="of the living", state=JobState.RUNNING, beat_at=timezone.now())

    assert jobs_step() is False
    assert errands.run == []


def test_who_lost_a_job_to_another_worker_writes_nothing(alice):
    def handler(job, item):
        Job.objects.filter(pk=job.pk).update(holder="another")
        return done()

    with a_kind(handler):
        job = begin(alice, "a")
        jobs_step()

    job.refresh_from_db()
    assert outcomes(job) == {"a": ("waiting", "")}
    assert (job.holder, job.done) == ("another", 0)


def test_a_local_effect_is_undone_together_with_its_outcome(alice, bob):
    def handler(job, item):
        bob.first_name = "changed"
        bob.save()
        Job.objects.filter(pk=job.pk).update(holder="another")
        return done()

    with a_kind(handler, is_local=True):
        begin(alice, "a")
        jobs_step()

    bob.refresh_from_db()
    assert bob.first_name == ""


def test_jobs_take_turns(alice, errands):
    begin(alice, "a1", "a2")
    begin(alice, "b1", "b2")

    work(seconds=0)

    assert errands.run == ["a1", "b1", "a2", "b2"]


def test_no_more_are_at_work_than_are_allowed(alice, errands, settings):
    settings.JOBS_AT_ONCE = 1
    begin(alice, "a")
    Job.objects.update(holder="of the living", state=JobState.RUNNING, beat_at=timezone.now())
    begin(alice, "b")

    assert jobs_step() is False
    assert errands.run == []


def test_it_ends_when_its_beginner_loses_the_right(bob, errands):
    job = begin(bob, "a")
    bob.user_permissions.remove(*Permission.objects.all())

    work()

    job.refresh_from_db()
    assert (errands.run, job.state) == ([], JobState.FAILED)
    assert "not allowed" in job.error


def test_work_that_nobody_knows_any_more_fails(alice):
    job = begin(alice, "a", kind="forgotten")

    work()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "forgotten" in job.error


def test_what_cannot_be_finished_fails_and_can_be_retried(alice):
    problems = ["The disk is full."]

    def finish(job):
        if problems:
            raise JobRefused(problems.pop())

    with a_kind(lambda job, item: done(), finish=finish):
        job = begin(alice, "a")
        work()
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, "The disk is full.")
        job_retry(job=job, actor=alice)
        work()

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")


def test_a_selection_of_nothing_is_refused(alice, errands):
    with pytest.raises(JobRefused, match="Nothing is selected"):
        begin(alice)
    assert not Job.objects.exists()


def test_a_selection_that_is_too_large_is_refused(alice, errands, monkeypatch):
    monkeypatch.setattr("jobs.services.MOST_ITEMS", 2)

    with pytest.raises(JobRefused, match="more than 2 at once"):
        begin(alice, "a", "b", "c")
    assert not Job.objects.exists()
