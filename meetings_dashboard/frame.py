from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from recordings.models import Recording
from rooms.models import MeetingSession, RoomWalk
from webhooks.models import Callback


class Frame:
    """What every page shows around its content; a figure costs its query where it is used."""

    @cached_property
    def live_sessions(self) -> int:
        return MeetingSession.objects.live().count()

    @cached_property
    def late_recordings(self) -> int:
        return Recording.objects.late().count()

    @cached_property
    def failed_callbacks(self) -> int:
        return Callback.objects.broken().count()

    @cached_property
    def synced_at(self) -> datetime | None:
        return self._last_complete.finished_at if self._last_complete else None

    @cached_property
    def sync_state(self) -> str:
        """never, unreachable (the last walk failed), late (one is missing) or fresh."""
        newest = RoomWalk.objects.exclude(state=RoomWalk.State.RUNNING).first()
        if newest is not None and newest.state == RoomWalk.State.FAILED:
            return "unreachable"
        if self.synced_at is None:
            return "never"
        grace = timedelta(seconds=2 * settings.ROOM_WALK_SECONDS + 30)
        return "late" if timezone.now() - self.synced_at > grace else "fresh"

    @cached_property
    def time_zone(self) -> str:
        return timezone.get_current_timezone_name()

    @cached_property
    def _last_complete(self) -> RoomWalk | None:
        return RoomWalk.objects.filter(state=RoomWalk.State.COMPLETE).first()
