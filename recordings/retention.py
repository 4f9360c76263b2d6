"""Recordings that go to the trash because they are old."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.kinds import JobKind, JobRefused, Outcome, done, failed, register, skipped
from jobs.models import Job, JobItem
from jobs.services import MOST_ITEMS, job_begin
from recordings.bulk import targets_of
from recordings.job_kinds import RETENTION
from recordings.models import (
    ArchiveState,
    Recording,
    RecordingQuerySet,
    RecordingState,
    RetentionRule,
)
from recordings.trash import NotDeletable, OnHold, recording_trash

_ARCHIVED = Q(archive__state=ArchiveState.READY)


def covered(rule: RetentionRule) -> RecordingQuerySet:
    """All that the rule is about, also what stays because of a hold or for want of a copy."""
    old = Recording.objects.present().filter(
        status=RecordingState.UPLOADED,
        trash=None,
        began_at__lt=timezone.now() - timedelta(days=rule.days),
    )
    if rule.room_prefix:
        old = old.filter(session__room__display_name__istartswith=rule.room_prefix)
    if rule.metadata:
        old = old.filter(session__room__metadata__icontains=rule.metadata)
    return old


def going(rule: RetentionRule) -> RecordingQuerySet:
    """What the rule would put into the trash now."""
    free = covered(rule).filter(hold=None)
    return free.filter(_ARCHIVED) if rule.only_archived else free


def staying(rule: RetentionRule) -> RecordingQuerySet:
    """What is old enough, and stays all the same."""
    reasons = ~Q(hold=None)
    if rule.only_archived:
        reasons |= ~Q(pk__in=Recording.objects.filter(_ARCHIVED).values("pk"))
    return covered(rule).filter(reasons)


def retention_run() -> list[Job]:
    """Begin the day's job of each rule that is on, once a day."""
    today = timezone.localdate()
    jobs = []
    for rule in RetentionRule.objects.filter(is_enabled=True).exclude(last_run_on=today):
        unclaimed = RetentionRule.objects.filter(pk=rule.pk).exclude(last_run_on=today)
        if not unclaimed.update(last_run_on=today):
            continue
        try:
            jobs.append(_begin(rule))
        except JobRefused:
            # Nothing is old enough today.
            continue
    return jobs


def _begin(rule: RetentionRule) -> Job:
    # What is more than a job can hold goes on another day.
    targets = islice(targets_of(going(rule)), MOST_ITEMS)
    return job_begin(kind=RETENTION, actor=None, targets=targets, params={"rule": rule.pk})


def _step(job: Job, item: JobItem) -> Outcome:
    rule = RetentionRule.objects.filter(pk=job.params["rule"], is_enabled=True).first()
    if rule is None:
        raise JobRefused(_("The rule was switched off."))
    recording = going(rule).filter(remote_id=item.target).first()
    if recording is None:
        return skipped(_("The rule does not apply to it any more."))
    try:
        recording_trash(recording=recording, actor=None, rule=rule.name)
    except OnHold as error:
        return skipped(error.user_message)
    except NotDeletable as error:
        return failed(error.user_message)
    return done(_("In the trash."))


def register_retention() -> None:
    register(
        JobKind(
            name=RETENTION,
            label=gettext_lazy("Retention rule"),
            permission="recordings.change_retentionrule",
            handler=_step,
            is_local=True,
        )
    )
