"""The reconciliation pass over all rooms of the API, in short steps."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from core.api import Patience, get_client
from core.provenance import Source, told
from meetings_api import MalformedAnswer, MeetingsApiError, RoomPage
from rooms.drift import Difference, Finding, history_prune
from rooms.models import Drift, FoundBy, Room, RoomWalk
from rooms.seen import SeenRooms
from rooms.walk_claims import ClaimLost, WalkInHand, claimed_walk
from rooms.walk_page import WalkPage

PAGE_SIZE = 100
# A step ends long before the time limit of its task; the next one is another task.
STEP_SECONDS = 20.0
# Between two saves of how far it is; what is met in between is met again after a kill.
SAVE_SECONDS = 1.0
# The client does not repeat a call whose answer it cannot read; here another one is worth it.
MALFORMED_WAITS = (0.5, 2.0, 5.0)
GONE_CHUNK = 2000

logger = logging.getLogger(__name__)


def rooms_walk() -> RoomWalk | None:
    """Walk all pages of rooms, step after step; None when somebody else is at it."""
    walk = walk_step()
    while walk is not None and walk.is_running:
        walk = walk_step()
    return walk


def walk_step() -> RoomWalk | None:
    """Begin a walk or go on with one; None when somebody else is at it.

    A walk that the API breaks off ends as failed, says where, and marks nothing as gone; the next
    step goes on from there while that is not long ago.
    """
    hand = claimed_walk()
    if hand is None:
        return None
    try:
        _go_on(hand)
    except ClaimLost:
        logger.warning("Room walk %s has been taken over by another worker", hand.walk.pk)
        return None
    except Exception as error:
        hand.end(RoomWalk.State.FAILED, error=_stopped(hand.walk, error))
        if not isinstance(error, MeetingsApiError):
            raise
        logger.warning("Room walk failed: %s", hand.walk.error)
    return hand.walk


def _stopped(walk: RoomWalk, error: Exception) -> str:
    return f"Page {walk.pages + 1}: {error}"


def _go_on(hand: WalkInHand) -> None:
    ends_at = time.monotonic() + STEP_SECONDS
    for page in _pages(hand):
        _page_store(hand, page)
        if page.next_start_id is not None and time.monotonic() >= ends_at:
            hand.release()
            return
    _complete(hand)


def _pages(hand: WalkInHand) -> Iterator[RoomPage]:
    """Every page from where the walk is; one that cannot be read is asked for again."""
    failures = 0
    while True:
        try:
            for page in get_client(Patience.OF_A_WORKER).rooms.pages(
                PAGE_SIZE, hand.walk.cursor, listed_before=hand.walk.seen
            ):
                failures = 0
                yield page
                hand.asked_at = timezone.now()
            return
        except MalformedAnswer as error:
            if failures == len(MALFORMED_WAITS):
                raise
            logger.warning("%s; asking again", _stopped(hand.walk, error))
            time.sleep(MALFORMED_WAITS[failures])
            failures += 1
            hand.save()


def _page_store(hand: WalkInHand, answer: RoomPage) -> None:
    page = WalkPage.compare(answer.rooms, Source.walk(hand.walk.pk, hand.asked_at))
    if not page.has_news:
        hand.note(answer, page)
        if time.monotonic() - hand.saved_at >= SAVE_SECONDS:
            hand.save()
        return
    # With its counts in one commit, so that a page met twice is counted once.
    with transaction.atomic():
        page.write(hand.walk)
        hand.note(answer, page)
        hand.save()


def _complete(hand: WalkInHand) -> None:
    walk = hand.walk
    if walk.total is not None and walk.seen < walk.total:
        missing = (
            f"The API counts {walk.total} rooms and listed {walk.seen}: none was marked as gone."
        )
        hand.end(RoomWalk.State.COMPLETE, error=missing)
        return
    for keys in _missing(hand.seen, walk):
        with transaction.atomic():
            walk.gone += _gone_mark(keys, walk)
            hand.save()
    hand.end(RoomWalk.State.COMPLETE)
    history_prune()


def _missing(seen: SeenRooms, walk: RoomWalk) -> Iterator[list[int]]:
    """The rooms that were there when the walk began and that it did not meet, in chunks."""
    known = Room.objects.filter(gone_at=None, deleted_at=None, first_seen_at__lt=walk.started_at)
    last = 0
    while keys := list(
        known.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:GONE_CHUNK]
    ):
        last = keys[-1]
        if missing := [key for key in keys if key not in seen]:
            yield missing


def _gone_mark(keys: list[int], walk: RoomWalk) -> int:
    """Mark those of `keys` that nobody edited while the walk was under way: it may have missed
    them only because they are younger."""
    now = timezone.now()
    source = Source.walk(walk.pk, now)
    missing = Room.objects.select_for_update().filter(pk__in=keys, gone_at=None, deleted_at=None)
    rooms = list(missing.exclude(synced_at__gte=walk.started_at).defer("payload"))
    for room in rooms:
        room.gone_at = now
        told(room.provenance, "gone_at", source, is_new=True)
    Room.objects.bulk_update(rooms, ["gone_at", "provenance"], batch_size=200)
    Drift.objects.bulk_create(
        drift
        for room in rooms
        for drift in Finding(FoundBy.WALK, walk).of_room(
            room, [Difference("presence", "there", "gone")] if room.is_known else []
        )
    )
    return len(rooms)
