"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.models import User
from accounts.sight import sight_of
from core.text import storable
from recordings.models import Recording, RecordingQuerySet, RetentionRule, Trash, TrashQuerySet
from rooms.scopes import within_scope


def recordings_for(user: User) -> RecordingQuerySet:
    """The recordings that `user` may see. Raises PermissionDenied."""
    require(user, "recordings.view_recording")
    visible = Recording.objects.filter(within_scope(user, "session__room__"))
    return visible.select_related("session__room", "trash", "hold", "archive__job")


def get_recording_for(user: User, recording_id: str) -> Recording:
    """Raises Http404 for a recording that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(recordings_for(user), remote_id=storable(recording_id))


def get_downloadable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.download_recording")
    return get_recording_for(user, recording_id)


def get_deletable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.delete_recording")
    return get_recording_for(user, recording_id)


def get_purgeable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.purge_recording")
    return get_recording_for(user, recording_id)


def get_holdable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.hold_recording")
    return get_recording_for(user, recording_id)


def trash_for(user: User) -> TrashQuerySet:
    """What is in the trash, for who may look at recordings. Raises PermissionDenied."""
    require(user, "recordings.view_recording")
    entries = Trash.objects.filter(recording__gone_at=None, recording__deleted_at=None)
    entries = entries.filter(within_scope(user, "recording__session__room__"))
    return entries.select_related("recording__session__room", "recording__hold", "put_by")


def rules_for(user: User, *, to: str = "view") -> QuerySet[RetentionRule]:
    """The retention rules, to "view" or to "change" them. Raises PermissionDenied.

    A rule goes over the recordings of all rooms, so who is restricted to some gets none.
    """
    require(user, f"recordings.{to}_retentionrule")
    rules = RetentionRule.objects.all()
    return rules if sight_of(user).scopes is None else rules.none()


def get_archivable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.archive_recording")
    return get_recording_for(user, recording_id)
