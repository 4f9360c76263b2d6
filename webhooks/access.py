"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.models import User
from accounts.sight import sight_of
from recordings.models import Recording
from rooms.models import MeetingSession, Room
from rooms.scopes import within_scope
from webhooks.models import Callback, CallbackQuerySet, ReplayRun
from webhooks.page import in_context


def callbacks_for(user: User) -> CallbackQuerySet:
    """The callbacks that `user` may see. Raises PermissionDenied."""
    require(user, "webhooks.view_callback")
    return callbacks_within(user)


def callbacks_within(user: User | None) -> CallbackQuerySet:
    """Those about rooms that `user` may see; None is nobody's errand, and sees all."""
    if user is None or sight_of(user).scopes is None:
        return Callback.objects.all()
    # Looked up for each callback: every page counts the few that failed, and asked for all that
    # a scope holds SQLite goes through all rooms, sessions and recordings first.
    rooms = Room.objects.filter(within_scope(user))
    sessions = MeetingSession.objects.filter(within_scope(user, "room__"))
    recordings = Recording.objects.filter(within_scope(user, "session__room__"))
    return Callback.objects.filter(
        Exists(rooms.filter(remote_id=OuterRef("room_remote_id")))
        | Exists(sessions.filter(remote_id=OuterRef("session_remote_id")))
        | Exists(recordings.filter(remote_id=OuterRef("recording_remote_id")))
    )


def get_callback_for(user: User, callback_pk: int) -> Callback:
    """Raises Http404 for a callback that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(in_context(callbacks_for(user)), pk=callback_pk)


def replayable_callbacks_for(user: User) -> CallbackQuerySet:
    require(user, "webhooks.change_callback")
    return callbacks_for(user)


def get_replayable_callback_for(user: User, callback_pk: int) -> Callback:
    return get_object_or_404(replayable_callbacks_for(user), pk=callback_pk)


def get_replay_run_for(user: User, run_pk: int) -> ReplayRun:
    require(user, "webhooks.view_callback")
    runs = ReplayRun.objects.select_related("started_by")
    if sight_of(user).scopes is not None:
        runs = runs.filter(started_by=user)
    return get_object_or_404(runs, pk=run_pk)
