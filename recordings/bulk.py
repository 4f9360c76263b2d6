"""What can be done to many recordings at once, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.times import minute_words
from jobs.kinds import JobKind, Outcome, Undo, done, failed, register, skipped
from jobs.models import Job, JobItem
from recordings.archive import archive_refusal
from recordings.job_kinds import ARCHIVE, HOLD, PURGE, RELEASE, RESTORE, TRASH, ZIP
from recordings.models import UNKNOWN, ArchiveState, Recording, RecordingQuerySet
from recordings.selection import recording_of, target_words
from recordings.trash import (
    NotDeletable,
    OnHold,
    recording_hold,
    recording_purge,
    recording_release,
    recording_restore,
    recording_trash,
)
from recordings.zips import zip_refusal


@dataclass(frozen=True)
class BulkAction:
    """Something to be done to each; one that is final, or wants a reason, asks before."""

    kind: str
    permission: str
    label: str | Promise
    icon: str
    wants_reason: bool = False
    is_final: bool = False
    # Whether what is on hold is left alone.
    spares_held: bool = False
    # Why it cannot be done to these; empty when it can.
    refusal: Callable[[RecordingQuerySet], str] = lambda recordings: ""


ACTIONS = {
    "archive": BulkAction(
        ARCHIVE,
        "recordings.archive_recording",
        gettext_lazy("Archive"),
        "archive-box-arrow-down",
        refusal=archive_refusal,
    ),
    "zip": BulkAction(
        ZIP,
        "recordings.download_recording",
        gettext_lazy("Download as a zip"),
        "arrow-down-tray",
        refusal=zip_refusal,
    ),
    "hold": BulkAction(
        HOLD,
        "recordings.hold_recording",
        gettext_lazy("Put on hold"),
        "lock-closed",
        wants_reason=True,
        spares_held=True,
    ),
    "trash": BulkAction(
        TRASH,
        "recordings.delete_recording",
        gettext_lazy("Move to the trash"),
        "trash",
        spares_held=True,
    ),
    "restore": BulkAction(
        RESTORE, "recordings.delete_recording", gettext_lazy("Restore"), "arrow-uturn-left"
    ),
    "release": BulkAction(
        RELEASE, "recordings.hold_recording", gettext_lazy("Release"), "lock-open"
    ),
    "purge": BulkAction(
        PURGE,
        "recordings.purge_recording",
        gettext_lazy("Delete for good"),
        "trash",
        is_final=True,
        spares_held=True,
    ),
}


def can_act(user: User) -> bool:
    """Whether there is anything that the user may do to many recordings."""
    return any(user.has_perm(action.permission) for action in ACTIONS.values())


_Step = Callable[[Recording, Job], Outcome]


def targets_of(recordings: RecordingQuerySet) -> Iterator[tuple[str, str]]:
    """Ids with words that people know them by, without holding them all in memory."""
    rows = recordings.order_by("pk").values_list(
        "remote_id", "session__room__display_name", "began_at"
    )
    for remote_id, room, began_at in rows.iterator(chunk_size=1000):
        yield remote_id, target_words(remote_id, room, began_at)


@dataclass(frozen=True)
class Lost:
    """What nobody has any more once these are deleted for good; figures as far as known."""

    recordings: int
    seconds: int
    size_bytes: int


def lost(recordings: RecordingQuerySet) -> Lost:
    """Of those that are not archived, nor on hold."""
    sole = recordings.filter(hold=None).exclude(archive__state=ArchiveState.READY).order_by()
    sums = sole.aggregate(
        recordings=Count("pk"),
        seconds=Sum("length_key", filter=Q(length_key__gt=UNKNOWN)),
        size_bytes=Sum("size_bytes"),
    )
    return Lost(**{name: value or 0 for name, value in sums.items()})


def _on_recording(step: _Step) -> Callable[[Job, JobItem], Outcome]:
    def handle(job: Job, item: JobItem) -> Outcome:
        recording = recording_of(job, item.target)
        if recording is None:
            return failed(_("It is not known any more."))
        try:
            return step(recording, job)
        except OnHold as error:
            return skipped(error.user_message)
        except NotDeletable as error:
            return failed(error.user_message)

    return handle


def _trash(recording: Recording, job: Job) -> Outcome:
    if not recording_trash(recording=recording, actor=job.created_by):
        return skipped(_("It is in the trash already."))
    recording.refresh_from_db()
    until = minute_words(recording.trash.delete_after)
    return done(_("In the trash; deleted after %(until)s.") % {"until": until})


def _hold(recording: Recording, job: Job) -> Outcome:
    reason = str(job.params.get("reason", ""))
    if recording_hold(recording=recording, reason=reason, actor=job.created_by):
        return done(_("On hold."))
    return skipped(_("It is on hold already."))


def _restore(recording: Recording, job: Job) -> Outcome:
    if recording_restore(recording=recording, actor=job.created_by):
        return done(_("Restored."))
    return skipped(_("It is not in the trash any more."))


def _release(recording: Recording, job: Job) -> Outcome:
    if recording_release(recording=recording, actor=job.created_by):
        return done(_("Released."))
    return skipped(_("It is not on hold."))


def _undo(action: str) -> Callable[[Job], Undo]:
    url = reverse_lazy("recordings:bulk")
    return lambda job: Undo(str(url), {"action": action, "job": str(job.pk)})


def _purge(recording: Recording, job: Job) -> Outcome:
    if recording_purge(recording=recording, actor=job.created_by):
        return done(_("Deleted."))
    return done(_("The API did not have it any more."))


def register_bulk() -> None:
    kinds: tuple[tuple[str, str | Promise, _Step, str], ...] = (
        ("trash", gettext_lazy("Move recordings to the trash"), _trash, "restore"),
        ("restore", gettext_lazy("Restore recordings"), _restore, ""),
        ("hold", gettext_lazy("Put recordings on hold"), _hold, "release"),
        ("release", gettext_lazy("Release recordings"), _release, ""),
        ("purge", gettext_lazy("Delete recordings for good"), _purge, ""),
    )
    for name, label, step, back in kinds:
        action = ACTIONS[name]
        register(
            JobKind(
                action.kind,
                label,
                action.permission,
                _on_recording(step),
                is_local=not action.is_final,
                undo=_undo(back) if back else None,
            )
        )
