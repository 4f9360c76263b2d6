"""What the first page answers without a click; each part costs its query where it is used."""

from __future__ import annotations

from functools import cached_property

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from core.api import get_account
from core.live import clock_step
from meetings_api import Misconfigured
from recordings.models import Recording, RecordingState
from rooms.models import MeetingSession, Participant, Room, RoomWalk
from rooms.models.room import RoomQuerySet
from rooms.presences import first_present
from rooms.scopes import within_scope
from webhooks.access import callbacks_within
from webhooks.health import SourceHealth, source_health
from webhooks.models import LONG_FIELDS, PENDING, Callback

MOST_LIVE = 8
MOST_LATEST = 6
# Of those who are in a session; as many as its line in the template has.
MOST_NAMED = 3
# Expiries and overdue uploads come about by the clock alone.
REFRESH_SECONDS = 30
_PRESENT = Q(intervals__isnull=False, intervals__left_at=None)


class Overview:
    def __init__(self, user: User) -> None:
        self._user = user

    def revision(self) -> object:
        """In one query, what moves whenever something on the page does."""
        walks = RoomWalk.objects.order_by("-id")
        callbacks = Callback.objects.order_by("-id")
        pending = Callback.objects.filter(state__in=PENDING).order_by("id")
        # The user's own row is only the one that is sure to be there.
        moving = User.objects.filter(pk=self._user.pk).values_list(
            Subquery(walks.values("pk")[:1]),
            Subquery(walks.values("state")[:1]),
            Subquery(callbacks.values("pk")[:1]),
            Subquery(pending.values("pk")[:1]),
        )
        return moving.first(), clock_step(REFRESH_SECONDS)

    @property
    def may_see_anything(self) -> bool:
        needed = (
            "rooms.view_room",
            "rooms.view_meetingsession",
            "recordings.view_recording",
            "webhooks.view_callback",
        )
        return any(self._user.has_perm(permission) for permission in needed)

    @property
    def may_see_meetings(self) -> bool:
        return self._user.has_perm("rooms.view_meetingsession")

    @cached_property
    def is_new(self) -> bool:
        """Nothing has come from the API, and nothing from its callbacks."""
        return not Room.objects.exists() and not Callback.objects.exists()

    @property
    def _rooms(self) -> RoomQuerySet:
        return Room.objects.filter(within_scope(self._user))

    @cached_property
    def live_sessions(self) -> list[MeetingSession]:
        sessions = MeetingSession.objects.filter(within_scope(self._user, "room__"))
        live = sessions.newest_live(MOST_LIVE).with_figures().select_related("room")
        # One more than is named, which tells that there are others.
        return list(live.prefetch_related(first_present(MOST_NAMED + 1)))

    @cached_property
    def people_now(self) -> int:
        here = Participant.objects.filter(_PRESENT, session__ended_at=None)
        return here.filter(within_scope(self._user, "session__room__")).distinct().count()

    @cached_property
    def waiting_recordings(self) -> int:
        """Stopped, and not uploaded yet."""
        recordings = Recording.objects.filter(within_scope(self._user, "session__room__"))
        waiting = recordings.present().filter(size_bytes=None, status=RecordingState.STOPPED)
        return waiting.count()

    @cached_property
    def expiring(self) -> int:
        return self._rooms.expiring_soon().count()

    @cached_property
    def next_expiring(self) -> Room | None:
        return self._rooms.expiring_soon().order_by("expires_at").first()

    @property
    def latest_recordings(self) -> QuerySet[Recording]:
        recordings = Recording.objects.filter(within_scope(self._user, "session__room__"))
        present = recordings.listed().select_related("session__room")
        return present.order_by("-began_at", "-pk")[:MOST_LATEST]

    @property
    def latest_callbacks(self) -> QuerySet[Callback]:
        room = Room.objects.filter(remote_id=OuterRef("room_remote_id"))
        named = callbacks_within(self._user).annotate(
            room_name=Subquery(room.values("display_name")[:1])
        )
        return named.defer(*LONG_FIELDS)[:MOST_LATEST]

    @property
    def last_failure(self) -> RoomWalk | None:
        """The newest finished walk, when it failed."""
        newest = RoomWalk.objects.exclude(state=RoomWalk.State.RUNNING).first()
        return newest if newest and newest.state == RoomWalk.State.FAILED else None

    @cached_property
    def source(self) -> SourceHealth:
        return source_health()

    @property
    def api_address(self) -> str:
        try:
            return get_account().url
        except Misconfigured:
            return ""
