from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from recordings.models import Recording
from rooms.models import MeetingSession, RoomWalk
from rooms.scopes import within_scope
from webhooks.access import callbacks_within
from webhooks.models import CallbackState


class Frame:
    """What every page shows around its content; a figure costs its query where it is used."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    @cached_property
    def live_sessions(self) -> int:
        return MeetingSession.objects.filter(self._within("room__")).live().count()

    @cached_property
    def late_recordings(self) -> int:
        return Recording.objects.filter(self._within("session__room__")).late().count()

    @property
    def failed_callbacks(self) -> int:
        return sum(self._broken_callbacks.values())

    @property
    def dead_callbacks(self) -> int:
        return self._broken_callbacks.get(CallbackState.DEAD, 0)

    @cached_property
    def _broken_callbacks(self) -> dict[str, int]:
        callbacks = callbacks_within(self._user if isinstance(self._user, User) else None)
        counted = callbacks.broken().order_by().values_list("state")
        return dict(counted.annotate(count=Count("pk")))

    def _within(self, path: str) -> Q:
        return within_scope(self._user, path) if isinstance(self._user, User) else Q()

    @cached_property
    def synced_at(self) -> datetime | None:
        return self._last_complete.finished_at if self._last_complete else None

    @cached_property
    def sync_state(self) -> str:
        """never, unreachable (the last walk failed), late (one is missing) or fresh."""
        if self._newest is not None and self._newest.state == RoomWalk.State.FAILED:
            return "unreachable"
        if self.synced_at is None:
            return "never"
        grace = timedelta(seconds=2 * settings.ROOM_WALK_SECONDS + 30)
        return "late" if timezone.now() - self.synced_at > grace else "fresh"

    @cached_property
    def time_zone(self) -> str:
        return timezone.get_current_timezone_name()

    @property
    def sends_mail(self) -> bool:
        return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))

    @cached_property
    def _newest(self) -> RoomWalk | None:
        return RoomWalk.objects.exclude(state=RoomWalk.State.RUNNING).first()

    @cached_property
    def _last_complete(self) -> RoomWalk | None:
        if self._newest is None or self._newest.state == RoomWalk.State.COMPLETE:
            return self._newest
        return RoomWalk.objects.filter(state=RoomWalk.State.COMPLETE).first()
