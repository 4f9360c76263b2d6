"""Deleting in two steps: into the trash, and from there, a day later, from the API."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role
from core import audit
from meetings_api import MeetingsApiError
from recordings.models import Hold, Recording, Trash
from recordings.services import recording_delete, recording_target

if TYPE_CHECKING:
    from accounts.models import User

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(days=1)
# A worker that dies while the API is asked leaves the recording to the next one after so long.
LEASE = timedelta(minutes=3)

logger = logging.getLogger(__name__)


class NotDeletable(Exception):
    """What must not be deleted, or cannot be saved any more; `user_message` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.user_message = reason


class OnHold(NotDeletable):
    """Somebody wants it kept."""


def recording_trash(*, recording: Recording, actor: User | None, rule: str = "") -> bool:
    """Put a recording into the trash; False when it is there already. Raises NotDeletable."""
    delete_after = timezone.now() + time_in_trash(actor)
    with transaction.atomic():
        locked = _locked(recording)
        _require_deletable(locked)
        _entry, is_new = Trash.objects.get_or_create(
            recording=locked,
            defaults={
                "put_by": actor,
                "put_by_rule": rule[:200],
                "delete_after": delete_after,
                "next_attempt_at": delete_after,
            },
        )
        if is_new:
            _act(actor, "recording.trash", locked).done(detail=rule)
    return is_new


def time_in_trash(actor: User | None) -> timedelta:
    """The longest that the roles tell by which `actor` may delete; without any, the setting."""
    default = settings.RECORDING_TRASH_HOURS
    roles = Role.objects.filter(
        group__user=actor,
        group__permissions__content_type__app_label="recordings",
        group__permissions__codename="delete_recording",
    )
    told = roles.values_list("trash_hours", flat=True) if actor else []
    return timedelta(hours=max((hours or default for hours in told), default=default))


def recording_restore(*, recording: Recording, actor: User | None) -> bool:
    """Take it out of the trash; False when it is not there (any more). Raises NotDeletable."""
    with transaction.atomic():
        locked = _locked(recording)
        _require_not_being_deleted(locked)
        if locked.is_gone or not Trash.objects.filter(recording=locked).delete()[0]:
            return False
        _act(actor, "recording.restore", locked).done()
    return True


def recording_hold(*, recording: Recording, reason: str, actor: User | None) -> bool:
    """Let nothing delete it; False when it is on hold already. Raises NotDeletable."""
    with transaction.atomic():
        locked = _locked(recording)
        _require_not_being_deleted(locked)
        _hold, is_new = Hold.objects.get_or_create(
            recording=locked, defaults={"reason": reason[:500], "held_by": actor}
        )
        if is_new:
            _act(actor, "recording.hold", locked).done(detail=reason)
    return is_new


def recording_release(*, recording: Recording, actor: User | None) -> bool:
    """End the hold; False when there is none. What is in the trash can be restored for a while."""
    delete_after = timezone.now() + time_in_trash(actor)
    with transaction.atomic():
        locked = _locked(recording)
        if not Hold.objects.filter(recording=locked).delete()[0]:
            return False
        # Its time may be over: it would go at once, by a click that does not say so.
        sooner = Trash.objects.filter(recording=locked, delete_after__lt=delete_after)
        sooner.update(delete_after=delete_after, next_attempt_at=delete_after)
        _act(actor, "recording.release", recording).done()
    return True


def recording_purge(*, recording: Recording, actor: User | None) -> bool:
    """Have the API delete it now; False when the API did not have it any more.

    It is noted beforehand, so that the worker ends what a process that dies has begun, and
    deleting what is deleted already changes nothing. Raises NotDeletable, MeetingsApiError.
    """
    entry, is_new = _deletion_begin(recording, actor)
    if entry is None:
        return False
    try:
        was_there = recording_delete(recording=recording, actor=actor)
    except MeetingsApiError:
        if is_new:
            entry.delete()
        else:
            Trash.objects.filter(pk=entry.pk).update(deleting_since=None)
        raise
    entry.delete()
    return was_there


def _deletion_begin(recording: Recording, actor: User | None) -> tuple[Trash | None, bool]:
    with transaction.atomic():
        locked, now = _locked(recording), timezone.now()
        _require_released(locked)
        if locked.is_gone:
            Trash.objects.filter(recording=locked).delete()
            return None, False
        entry, is_new = Trash.objects.get_or_create(
            recording=locked,
            defaults={"put_by": actor, "delete_after": now, "next_attempt_at": now + LEASE},
        )
        entry.deleting_since = now
        entry.save(update_fields=["deleting_since"])
    return entry, is_new


def trash_empty(*, limit: int = 20) -> int:
    """Delete what is due; how many attempts that took. What the API refuses is tried again later."""
    attempts = 0
    while attempts < limit and (entry := _claimed()) is not None:
        attempts += 1
        try:
            recording_purge(recording=entry.recording, actor=entry.put_by)
        except (NotDeletable, MeetingsApiError) as error:
            _put_off(entry, error.user_message)
    return attempts


def _claimed() -> Trash | None:
    with transaction.atomic():
        due = Trash.objects.due().select_for_update(of=("self",), skip_locked=True)
        entry = due.select_related("recording").order_by("next_attempt_at", "pk").first()
        if entry is None:
            return None
        entry.attempts += 1
        entry.next_attempt_at = timezone.now() + LEASE
        entry.save(update_fields=["attempts", "next_attempt_at"])
    return entry


def _put_off(entry: Trash, reason: str) -> None:
    wait = min(FIRST_RETRY * 2 ** min(entry.attempts - 1, 12), LONGEST_RETRY)
    entries = Trash.objects.filter(pk=entry.pk)
    entries.update(error=reason, next_attempt_at=timezone.now() + wait)
    logger.warning("Recording %s was not deleted: %s", entry.recording.remote_id, reason)


def _locked(recording: Recording) -> Recording:
    # Held and put into the trash at the same moment, one of both waits here.
    return (
        Recording.objects.select_for_update(of=("self",))
        .select_related("session__room")
        .get(pk=recording.pk)
    )


def _require_deletable(recording: Recording) -> None:
    _require_released(recording)
    if recording.is_gone:
        raise NotDeletable(_("It is gone already."))
    if not recording.is_ready:
        raise NotDeletable(
            _("The API deletes a recording only once it has been uploaded, and this one is not.")
        )


def _require_released(recording: Recording) -> None:
    hold = Hold.objects.filter(recording=recording).first()
    if hold is not None:
        raise OnHold(_("It is on hold: %(reason)s") % {"reason": hold.reason})


def _require_not_being_deleted(recording: Recording) -> None:
    since = timezone.now() - LEASE
    if Trash.objects.filter(recording=recording, deleting_since__gt=since).exists():
        raise NotDeletable(_("It is being deleted at this moment."))


def _act(actor: User | None, action: str, recording: Recording) -> audit.Act:
    name = recording.room.name if recording.room else ""
    return audit.Act(actor, action, recording_target(recording), name)
