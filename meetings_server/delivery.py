"""Delivers what is in the outbox: in order within a lane, again until somebody says 2xx."""

from __future__ import annotations

import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from django.conf import settings
from django.db import close_old_connections
from django.db.models import Min

from meetings_server.models import Callback

TIMEOUT = (2, 5)
LONGEST_PAUSE_SECONDS = 60.0
LANES_AT_ONCE = 4
IDLE_SECONDS = 0.1

logger = logging.getLogger(__name__)


def run(stopping: threading.Event) -> None:
    with ThreadPoolExecutor(LANES_AT_ONCE, thread_name_prefix="delivery") as pool:
        while not stopping.is_set():
            try:
                worked = deliver_due(pool)
            except Exception:
                logger.exception("Delivery failed")
                worked = False
            if not worked:
                stopping.wait(IDLE_SECONDS)


def deliver_due(pool: ThreadPoolExecutor) -> bool:
    """Try the first waiting callback of each lane; whether anything was tried."""
    heads = Callback.objects.filter(state="pending").values("lane").annotate(first=Min("id"))
    due = Callback.objects.filter(
        id__in=[head["first"] for head in heads],
        next_attempt_at__lte=time.time(),
    )
    return any(list(pool.map(_deliver, due)))


def _deliver(callback: Callback) -> bool:
    callback.attempts += 1
    callback.last_answer = _send(callback)
    if callback.last_answer.startswith("2"):
        callback.state = "delivered"
    else:
        callback.next_attempt_at = time.time() + _pause(callback.attempts)
    callback.save()
    close_old_connections()
    return True


def _pause(attempts: int) -> float:
    longest = min(LONGEST_PAUSE_SECONDS, settings.CALLBACK_RETRY_SECONDS * 2 ** (attempts - 1))
    return float(random.uniform(longest / 2, longest))  # noqa: S311  spreads load, guards nothing


def _send(callback: Callback) -> str:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "meetings-server",
        **callback.headers,
    }
    try:
        response = requests.post(
            callback.url,
            data=callback.body.encode(),
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return type(error).__name__
    return f"{response.status_code} {response.reason}"


def pending_count() -> int:
    return Callback.objects.filter(state="pending").count()
