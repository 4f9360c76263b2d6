"""Delivers what is in the outbox: in order within a lane, again until somebody says 2xx.

A lane is the callbacks of one session, or of one room. Lanes go out side by side; a receiver
that hangs holds up its own lanes only, because no receiver may have all the workers.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from meetings_server import callback_log
from meetings_server.models import Callback
from meetings_server.sending import Outcome, Sender

LONGEST_PAUSE_SECONDS = 30.0
WORKERS = 12
WORKERS_OF_A_RECEIVER = 4
# A worker goes on with its lane, and lets others have their turn after so many.
LANE_TURN = 50
IDLE_SECONDS = 0.1

logger = logging.getLogger(__name__)


class Delivery:
    """The one dispatcher and its workers; the database says what is to be done."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._work: queue.SimpleQueue[Callback] = queue.SimpleQueue()
        self._lock = threading.Lock()
        # A worker has room for another lane.
        self._freed = threading.Event()
        # Which lane is with a worker, and to which receiver it goes.
        self._busy: dict[str, str] = {}

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
        for callback in lane_heads():
            receiver = urlsplit(callback.url).netloc
            with self._lock:
                is_full = Counter(self._busy.values())[receiver] >= WORKERS_OF_A_RECEIVER
                if callback.lane in self._busy or is_full:
                    continue
                self._busy[callback.lane] = receiver
            self._work.put(callback)

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
                    del self._busy[first.lane]
                self._freed.set()

    def _deliver_lane(self, sender: Sender, first: Callback) -> None:
        for callback in lane_from(first):
            # What a reset has emptied, or another address is meant for, is not of this turn.
            if self._stopping.is_set() or not Callback.objects.filter(pk=callback.pk).exists():
                return
            if callback.url != first.url or not deliver(sender, callback):
                return


def lane_heads() -> list[Callback]:
    """The first waiting callback of each lane whose time has come, the oldest first."""
    waiting = Callback.objects.filter(state="pending")
    heads = waiting.values("lane").annotate(first=Min("id")).values("first")
    return list(waiting.filter(id__in=heads, next_attempt_at__lte=time.time()).order_by("id"))


def lane_from(first: Callback) -> list[Callback]:
    waiting = Callback.objects.filter(lane=first.lane, state="pending", id__gte=first.pk)
    waiting = waiting.select_related("room__application")
    return list(waiting.order_by("id")[:LANE_TURN])


def deliver(sender: Sender, callback: Callback) -> bool:
    """Try once and write down what came of it; whether somebody took it."""
    outcome = sender.send(callback)
    _note(callback, callback.attempts + 1, outcome)
    return outcome.is_receipt


@transaction.atomic
def _note(callback: Callback, number: int, outcome: Outcome) -> None:
    callback_log.note(callback, number, outcome)
    Callback.objects.filter(pk=callback.pk).update(
        attempts=number,
        last_answer=outcome.answer,
        state="delivered" if outcome.is_receipt else "pending",
        next_attempt_at=0 if outcome.is_receipt else time.time() + pause_seconds(number),
    )


def pause_seconds(attempts: int) -> float:
    """Doubles with each attempt, up to a limit; half of it is chance."""
    doublings = min(attempts - 1, 16)
    longest = min(LONGEST_PAUSE_SECONDS, settings.CALLBACK_RETRY_SECONDS * 2**doublings)
    return float(random.uniform(longest / 2, longest))  # noqa: S311  spreads load, guards nothing


def pending_count() -> int:
    return Callback.objects.filter(state="pending").count()
