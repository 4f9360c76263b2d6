from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from core.counts import CountOf
from recordings.models import Recording
from rooms.models import MeetingSession, RoomWalk
from rooms.scopes import within_scope
from webhooks.access import callbacks_within
from webhooks.models import CallbackState


class Frame:
    """What every page shows around its content; a figure costs its query where it is used."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    @property
    def live_sessions(self) -> int:
        return self._counts["live_sessions"]

    @property
    def late_recordings(self) -> int:
        return self._counts["late_recordings"]

    @property
    def failed_callbacks(self) -> int:
        """The dead ones among them."""
        return self._counts["failed_callbacks"]

    @property
    def dead_callbacks(self) -> int:
        return self._counts["dead_callbacks"]

    @cached_property
    def _counts(self) -> dict[str, int]:
        """In one query; nothing for who has not signed in."""
        if not isinstance(self._user, User):
            return defaultdict(int)
        callbacks = callbacks_within(self._user).order_by()
        counted: dict[str, QuerySet[Any]] = {
            "live_sessions": MeetingSession.objects.filter(
                within_scope(self._user, "room__")
            ).live(),
            "late_recordings": Recording.objects.filter(
                within_scope(self._user, "session__room__")
            ).late(),
            "failed_callbacks": callbacks.broken(),
            "dead_callbacks": callbacks.in_state(CallbackState.DEAD),
        }
        counts = {name: CountOf(rows.values("pk")) for name, rows in counted.items()}
        # The user's own row is only the one that is sure to be there.
        return User.objects.filter(pk=self._user.pk).values(**counts).get()  # type: ignore[return-value]

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
