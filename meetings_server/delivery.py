"""Delivers what is in the outbox: in order within a lane, again until somebody says 2xx.

After many attempts it gives up, and goes on with what comes next in the lane.

A lane is the callbacks of one session, or of one room, that go to one receiver. Lanes go out side by
side; a receiver that hangs holds up its own lanes only, because no receiver may have all the workers.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from meetings_server import callback_log
from meetings_server.models import Callback
from meetings_server.sending import Outcome, Sender

LONGEST_PAUSE_SECONDS = 30.0
# Of several receivers that hang each has some of them.
WORKERS = 32
WORKERS_OF_A_RECEIVER = 4
# A worker goes on with its lane, and lets others have their turn after so many.
LANE_TURN = 50
IDLE_SECONDS = 0.1
# Of a session or a room, and its receiver.
Lane = tuple[str, str]

logger = logging.getLogger(__name__)


class Head(NamedTuple):
    """The first waiting callback of a lane."""

    pk: int
    lane: str
    url: str

    @property
    def key(self) -> Lane:
        return lane_of(self.lane, self.url)


class Delivery:
    """The one dispatcher and its workers; the database says what is to be done."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._work: queue.SimpleQueue[Head] = queue.SimpleQueue()
        self._lock = threading.Lock()
        # A worker has room for another lane.
        self._freed = threading.Event()
        # Which lanes are with a worker.
        self._busy: set[Lane] = set()

    def run(self) -> None:
        for number in range(WORKERS):
            threading.Thread(
                target=self._deliver_lanes, name=f"delivery-{number}", daemon=True
            ).start()
        while not self._stopping.is_set():
            try:
                self._hand_out()
            except Exception:
                logger.exception("The dispatcher of callbacks stumbled")
            self._freed.wait(IDLE_SECONDS)
            self._freed.clear()

    def _hand_out(self) -> None:
        for head in lane_heads():
            _, receiver = head.key
            with self._lock:
                at_work = sum(busy == receiver for _, busy in self._busy)
                if head.key in self._busy or at_work >= WORKERS_OF_A_RECEIVER:
                    continue
                self._busy.add(head.key)
            self._work.put(head)

    def _deliver_lanes(self) -> None:
        sender = Sender()
        while not self._stopping.is_set():
            first = self._work.get()
            try:
                self._deliver_lane(sender, first)
            except Exception:
                logger.exception("A lane of callbacks stumbled")
            finally:
                with self._lock:
                    self._busy.remove(first.key)
                self._freed.set()

    def _deliver_lane(self, sender: Sender, first: Head) -> None:
        for callback in lane_from(first):
            # What a reset has emptied, somebody has dropped, or goes elsewhere now, is not of this turn.
            still_waits = Callback.objects.filter(pk=callback.pk, state="pending", url=callback.url)
            if self._stopping.is_set() or not still_waits.exists():
                return
            if not deliver(sender, callback):
                return


def lane_of(lane: str, url: str) -> Lane:
    """Different paths of one host are one receiver."""
    return lane, urlsplit(url).netloc


def lane_heads() -> list[Head]:
    """Of each lane whose time has come, the oldest first."""
    waiting = Callback.objects.filter(state="pending")
    firsts = waiting.values("lane", "url").annotate(first=Min("id")).values("first")
    columns = ("id", "lane", "url", "next_attempt_at")
    heads: dict[Lane, tuple[Head, float]] = {}
    # By their ids alone: SQLite would go through all that wait once more.
    rows = Callback.objects.filter(id__in=firsts).order_by("id")
    for *head, due_at in rows.values_list(*columns):
        first = Head(*head)
        heads.setdefault(first.key, (first, due_at))
    now = time.time()
    return [head for head, due_at in heads.values() if due_at <= now]


def lane_from(first: Head) -> list[Callback]:
    waiting = Callback.objects.filter(lane=first.lane, state="pending", id__gte=first.pk)
    waiting = waiting.select_related("room__application").order_by("id")
    return [each for each in waiting[:LANE_TURN] if lane_of(each.lane, each.url) == first.key]


def deliver(sender: Sender, callback: Callback) -> bool:
    """Try once and write down what came of it; whether somebody took it."""
    outcome = sender.send(callback)
    _note(callback, callback.attempts + 1, outcome)
    return outcome.is_receipt


@transaction.atomic
def _note(callback: Callback, number: int, outcome: Outcome) -> None:
    row = Callback.objects.filter(pk=callback.pk)
    next_step: dict[str, Any] = (
        {"state": "delivered"}
        if outcome.is_receipt
        else {"next_attempt_at": time.time() + pause_seconds(number)}
    )
    if not row.update(attempts=number, last_answer=outcome.answer, **next_step):
        # A reset has come in between.
        return
    callback_log.note(callback, number, outcome)
    most_attempts = callback.most_attempts or settings.CALLBACK_ATTEMPTS
    if not outcome.is_receipt and number >= most_attempts:
        row.filter(state="pending").update(state="given_up")


def pause_seconds(attempts: int) -> float:
    """Doubles with each attempt, up to a limit; half of it is chance."""
    doublings = min(attempts - 1, 16)
    longest = min(LONGEST_PAUSE_SECONDS, settings.CALLBACK_RETRY_SECONDS * 2**doublings)
    return float(random.uniform(longest / 2, longest))  # noqa: S311  spreads load, guards nothing


def pending_count() -> int:
    return Callback.objects.filter(state="pending").count()
