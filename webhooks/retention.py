"""Callbacks go by their age, those that are dead much later; what waits to be applied stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rooms.models import MeetingSession
from webhooks.inbox import writing_turn
from webhooks.models import Callback, CallbackQuerySet, CallbackState

DONE = (CallbackState.APPLIED, CallbackState.IGNORED, CallbackState.REJECTED)
# Few, because on SQLite nobody stores a callback meanwhile.
BATCH = 500


def callbacks_forget(*, most: int = 100_000) -> int:
    """Delete what is older than its state is kept, the oldest first; the number of callbacks.

    Those of a session that is still live stay: the intervals of its people are derived from them.
    """
    live = MeetingSession.objects.live().values("remote_id")
    done = _older_than(settings.CALLBACK_RETENTION_DAYS).filter(state__in=DONE)
    dead = _older_than(settings.CALLBACK_DEAD_RETENTION_DAYS).filter(state=CallbackState.DEAD)
    return sum(_forget(old.exclude(session_remote_id__in=live), most) for old in (done, dead))


def _older_than(days: int) -> CallbackQuerySet:
    if not days:
        return Callback.objects.none()
    return Callback.objects.filter(received_at__lt=timezone.now() - timedelta(days=days))


def _forget(old: CallbackQuerySet, most: int) -> int:
    oldest = old.order_by("received_at", "pk").values_list("pk", flat=True)
    deleted = 0
    while deleted < most:
        with writing_turn, transaction.atomic():
            count, _by_model = Callback.objects.filter(pk__in=list(oldest[:BATCH])).delete()
        deleted += count
        if count < BATCH:
            break
    return deleted
