"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import User
from core.text import storable
from recordings.models import Recording, RecordingQuerySet
from rooms.access import require


def recordings_for(user: User) -> RecordingQuerySet:
    """The recordings that `user` may see. Raises PermissionDenied."""
    require(user, "recordings.view_recording")
    return Recording.objects.select_related("session__room")


def get_recording_for(user: User, recording_id: str) -> Recording:
    """Raises Http404 for a recording that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(recordings_for(user), remote_id=storable(recording_id))


def get_downloadable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.download_recording")
    return get_recording_for(user, recording_id)


def get_deletable_recording_for(user: User, recording_id: str) -> Recording:
    require(user, "recordings.delete_recording")
    return get_recording_for(user, recording_id)
