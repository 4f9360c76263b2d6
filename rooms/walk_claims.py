"""One worker at a time is at a walk, and whoever lost it notices before writing anything."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.api import get_account
from meetings_api import Misconfigured, RoomPage
from rooms.models import RoomWalk
from rooms.seen import SeenRooms
from rooms.walk_page import WalkPage

_SAVED = ("pages", "seen", "created", "changed", "gone", "total", "cursor")


class ClaimLost(Exception):
    """This worker was silent for so long that another one has taken the walk over."""


@dataclass
class WalkInHand:
    """A walk that this worker has claimed. `asked_at` is when the next page is asked for."""

    walk: RoomWalk
    seen: SeenRooms
    asked_at: datetime = field(default_factory=timezone.now)
    saved_at: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, walk: RoomWalk) -> WalkInHand:
        return cls(walk, SeenRooms(bytes(walk.seen_rooms)))

    def note(self, answer: RoomPage, page: WalkPage) -> None:
        walk = self.walk
        walk.seen += self.seen.add(page.met)
        walk.pages += 1
        walk.created += page.created
        walk.changed += page.changed
        walk.total = answer.total_items
        walk.cursor = answer.next_start_id

    def save(self) -> None:
        """How far it is, as a sign of life. Raises ClaimLost."""
        self.walk.beat_at = timezone.now()
        self._write(beat_at=self.walk.beat_at, seen_rooms=self.seen.packed())

    def release(self) -> None:
        """Leave it, saved, to whoever comes next. Raises ClaimLost."""
        self._write(beat_at=timezone.now(), seen_rooms=self.seen.packed(), claim="")

    def end(self, state: str, *, error: str = "") -> None:
        """Raises ClaimLost."""
        walk = self.walk
        walk.state, walk.error, walk.finished_at = state, error, timezone.now()
        is_over = state == RoomWalk.State.COMPLETE
        self._write(
            state=state,
            error=error,
            finished_at=walk.finished_at,
            seen_rooms=b"" if is_over else self.seen.packed(),
            claim="",
        )

    def _write(self, **columns: object) -> None:
        own = RoomWalk.objects.filter(pk=self.walk.pk, claim=self.walk.claim)
        counted = {name: getattr(self.walk, name) for name in _SAVED}
        if not own.update(**counted, **columns):
            raise ClaimLost
        self.saved_at = time.monotonic()


def claimed_walk() -> WalkInHand | None:
    """The running walk, or the one that was broken off lately, or a new one; None when
    somebody else is at it."""
    now, account = timezone.now(), _account()
    _bury(account, now)
    mine = {"claim": uuid.uuid4().hex, "beat_at": now}
    taken_over = mine | {"resumed": F("resumed") + 1}
    if (
        RoomWalk.objects.between_steps().update(**mine)
        or RoomWalk.objects.deserted(now).update(**taken_over)
        or _reopen(taken_over, account, now)
        or _begin(mine, account, now)
    ):
        return WalkInHand.of(RoomWalk.objects.get(claim=mine["claim"]))
    return None


def _account() -> str:
    try:
        return get_account().identity
    except Misconfigured:
        return ""


def _bury(account: str, now: datetime) -> None:
    """End a walk that nobody is at and that is not worth going on with."""
    for free in (RoomWalk.objects.between_steps(), RoomWalk.objects.deserted(now)):
        for walk in free:
            if not walk.is_resumable(account, now):
                free.filter(pk=walk.pk).update(
                    state=RoomWalk.State.FAILED,
                    finished_at=now,
                    claim="",
                    error=f"Page {walk.pages + 1}: It was interrupted for too long.",
                )


def _reopen(taken_over: dict[str, Any], account: str, now: datetime) -> bool:
    """Whether the newest walk was broken off lately, and now is running again."""
    last = RoomWalk.objects.first()
    if last is None or last.state != RoomWalk.State.FAILED or not last.is_resumable(account, now):
        return False
    failed = RoomWalk.objects.filter(pk=last.pk, state=RoomWalk.State.FAILED)
    try:
        with transaction.atomic():
            return bool(
                failed.update(
                    state=RoomWalk.State.RUNNING, finished_at=None, error="", **taken_over
                )
            )
    except IntegrityError:
        return False


def _begin(mine: dict[str, Any], account: str, now: datetime) -> bool:
    """Whether a new walk could be begun: one that is running forbids it."""
    try:
        with transaction.atomic():
            walk = RoomWalk.objects.create(started_at=now, account=account, **mine)
    except IntegrityError:
        return False
    RoomWalk.objects.exclude(pk=walk.pk).exclude(seen_rooms=b"").update(seen_rooms=b"")
    return True
