"""The reconciliation pass over all rooms of the API."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.api import Patience, get_client
from core.text import storable
from meetings_api import MeetingsApiError
from meetings_api import Room as ApiRoom
from rooms.models import Room, RoomWalk
from rooms.sync import lifted_expiry, room_columns

PAGE_SIZE = 100

logger = logging.getLogger(__name__)


def rooms_walk() -> RoomWalk | None:
    """Walk all pages of rooms; None when another walk is running.

    A walk that the API breaks off ends as failed, with its error, and marks nothing as gone.
    """
    walk = _walk_begin()
    if walk is None:
        return None
    try:
        seen = _pages_store(walk)
        walk.gone = _gone_mark(seen, before=walk.started_at)
    except Exception as error:
        _walk_end(walk, RoomWalk.State.FAILED, error=str(error))
        if not isinstance(error, MeetingsApiError):
            raise
        logger.warning("Room walk failed: %s", error)
    else:
        _walk_end(walk, RoomWalk.State.COMPLETE)
    return walk


def _walk_begin() -> RoomWalk | None:
    now = timezone.now()
    RoomWalk.objects.filter(
        state=RoomWalk.State.RUNNING,
        beat_at__lt=now - RoomWalk.LEASE,
    ).update(state=RoomWalk.State.FAILED, finished_at=now, error="It died on the way.")
    try:
        with transaction.atomic():
            return RoomWalk.objects.create(started_at=now, beat_at=now)
    except IntegrityError:
        return None


def _walk_end(walk: RoomWalk, state: str, *, error: str = "") -> None:
    walk.state, walk.error, walk.finished_at = state, error, timezone.now()
    walk.save()


def _pages_store(walk: RoomWalk) -> set[str]:
    seen: set[str] = set()
    asked_at = timezone.now()
    for page in get_client(Patience.OF_A_WORKER).rooms.pages(page_size=PAGE_SIZE):
        created, changed = page_store(page.rooms, answered_at=asked_at)
        seen.update(storable(room.id) for room in page.rooms)
        walk.pages += 1
        walk.seen, walk.created, walk.changed = (
            len(seen),
            walk.created + created,
            walk.changed + changed,
        )
        # The next page is asked for only after this, so its answer is younger than this moment.
        walk.beat_at = asked_at = timezone.now()
        walk.save()
    return seen


def page_store(answers: Sequence[ApiRoom], *, answered_at: datetime) -> tuple[int, int]:
    """Write what differs; how many rooms were new, and how many changed."""
    with transaction.atomic():
        known = {
            room.remote_id: room
            for room in Room.objects.select_for_update().filter(
                remote_id__in=[storable(answer.id) for answer in answers],
            )
        }
        fresh = {storable(a.id): a for a in answers if storable(a.id) not in known}
        Room.objects.bulk_create(
            [
                Room(remote_id=remote_id, **room_columns(answer, answered_at=answered_at))
                for remote_id, answer in fresh.items()
            ],
            ignore_conflicts=True,
        )
        changed = sum(
            _room_update(known[storable(answer.id)], answer, answered_at)
            for answer in answers
            if storable(answer.id) in known
        )
    return len(fresh), changed


def _room_update(room: Room, answer: ApiRoom, answered_at: datetime) -> bool:
    """Write the answer unless it says nothing new, or a later one (an edit) is already there."""
    if room.synced_at is not None and room.synced_at > answered_at:
        return False
    columns = room_columns(answer, answered_at=answered_at) | lifted_expiry(room, answer)
    if room.deleted_at is not None and answer.is_available and room.deleted_at < answered_at:
        columns["deleted_at"] = None
    said_before = room.digest == columns["digest"] and room.gone_at is None
    if said_before and columns.keys().isdisjoint({"expired_at", "deleted_at"}):
        return False
    Room.objects.filter(pk=room.pk).update(**columns)
    return True


def _gone_mark(seen: set[str], *, before: datetime) -> int:
    """Mark the rooms that a complete walk, begun at `before`, did not meet."""
    known = Room.objects.filter(gone_at=None, deleted_at=None, first_seen_at__lt=before)
    missing = [
        pk
        for pk, remote_id in known.values_list("pk", "remote_id").iterator()
        if remote_id not in seen
    ]
    # A room that was created or edited while the walk was under way may lie behind it.
    untouched = Room.objects.filter(pk__in=missing).exclude(synced_at__gte=before)
    return untouched.update(gone_at=timezone.now())
