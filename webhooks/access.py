"""The look-up is the permission check: a view cannot have the object without the right."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import User
from rooms.access import require
from webhooks.models import Callback, CallbackQuerySet


def callbacks_for(user: User) -> CallbackQuerySet:
    """The callbacks that `user` may see. Raises PermissionDenied."""
    require(user, "webhooks.view_callback")
    return Callback.objects.all()


def get_callback_for(user: User, callback_pk: int) -> Callback:
    """Raises Http404 for a callback that is not there, PermissionDenied for one not to be seen."""
    return get_object_or_404(callbacks_for(user), pk=callback_pk)


def get_replayable_callback_for(user: User, callback_pk: int) -> Callback:
    require(user, "webhooks.change_callback")
    return get_callback_for(user, callback_pk)
