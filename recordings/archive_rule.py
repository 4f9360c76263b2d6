"""What is archived without anybody asking: `RECORDING_ARCHIVE_AUTOMATICALLY`."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from jobs.services import job_begin
from recordings.archive import archives_prepare
from recordings.job_kinds import ARCHIVE
from recordings.models import Recording, RecordingQuerySet, RecordingState
from recordings.selection import target_of
from recordings.stores import current_store_url

# What was there before the rule was switched on is archived by hand.
NEW = timedelta(days=1)
MOST_AT_ONCE = 100


def archive_new() -> Job | None:
    """Begin a job for recordings that were uploaded lately; None when there is none to do."""
    if not settings.RECORDING_ARCHIVE_AUTOMATICALLY or not current_store_url():
        return None
    with transaction.atomic():
        wanted = list(_new_ones()[:MOST_AT_ONCE])
        if not wanted:
            return None
        archives_prepare(wanted)
        return job_begin(kind=ARCHIVE, actor=None, targets=map(target_of, wanted))


def _new_ones() -> RecordingQuerySet:
    since = timezone.now() - NEW
    uploaded = Recording.objects.present().filter(
        status=RecordingState.UPLOADED, changed_at__gte=since, archive=None, trash=None
    )
    return uploaded.select_related("session__room").order_by("changed_at")
