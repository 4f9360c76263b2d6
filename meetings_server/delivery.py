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

import requests
from django.conf import settings
from django.db.models import Min
from urllib3.exceptions import HTTPError

from meetings_server.models import Callback

TIMEOUT_SECONDS = (2, 5)
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
            self._stopping.wait(IDLE_SECONDS)

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
        with requests.Session() as session:
            # The machine's proxies and .netrc are not for callbacks.
            session.trust_env = False
            while not self._stopping.is_set():
                first = self._work.get()
                try:
                    self._deliver_lane(session, first)
                except Exception:
                    logger.exception("A lane of callbacks stumbled")
                finally:
                    with self._lock:
                        del self._busy[first.lane]

    def _deliver_lane(self, session: requests.Session, first: Callback) -> None:
        for callback in lane_from(first):
            # What a reset has emptied, or another address is meant for, is not of this turn.
            if self._stopping.is_set() or not Callback.objects.filter(pk=callback.pk).exists():
                return
            if callback.url != first.url or not deliver(session, callback):
                return


def lane_heads() -> list[Callback]:
    """The first waiting callback of each lane whose time has come, the oldest first."""
    waiting = Callback.objects.filter(state="pending")
    heads = waiting.values("lane").annotate(first=Min("id")).values("first")
    return list(waiting.filter(id__in=heads, next_attempt_at__lte=time.time()).order_by("id"))


def lane_from(first: Callback) -> list[Callback]:
    waiting = Callback.objects.filter(lane=first.lane, state="pending", id__gte=first.pk)
    return list(waiting.order_by("id")[:LANE_TURN])


def deliver(session: requests.Session, callback: Callback) -> bool:
    """Try once and write down what came of it; whether somebody took it."""
    answer = _send(session, callback)
    attempts = callback.attempts + 1
    is_delivered = answer.startswith("2")
    Callback.objects.filter(pk=callback.pk).update(
        attempts=attempts,
        last_answer=answer,
        state="delivered" if is_delivered else "pending",
        next_attempt_at=0 if is_delivered else time.time() + pause_seconds(attempts),
    )
    return is_delivered


def pause_seconds(attempts: int) -> float:
    """Doubles with each attempt, up to a limit; half of it is chance."""
    doublings = min(attempts - 1, 16)
    longest = min(LONGEST_PAUSE_SECONDS, settings.CALLBACK_RETRY_SECONDS * 2**doublings)
    return float(random.uniform(longest / 2, longest))  # noqa: S311  spreads load, guards nothing


def _send(session: requests.Session, callback: Callback) -> str:
    """Status and reason, or the kind of failure: never its text, which holds the address."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "meetings-server",
        **callback.headers,
    }
    try:
        with session.post(
            callback.url,
            data=callback.body.encode(),
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as response:
            # A connection can be used again only when its answer was read; a long one is not.
            response.raw.read(64 * 1024, decode_content=False)
            return f"{response.status_code} {response.reason}"
    except (requests.RequestException, HTTPError, ValueError) as error:
        return type(error).__name__


def pending_count() -> int:
    return Callback.objects.filter(state="pending").count()
