"""The WSGI application with the worker and its schedule in the same process.

The memory broker reaches no other process, so this one runs everything. The worker's threads
are daemons: what they leave undone when the process ends is in the database, and the sweep
of the next start finds it.
"""

from __future__ import annotations

import logging
import os
import threading

from celery.beat import EmbeddedService

from meetings_dashboard.celery import app
from meetings_dashboard.serving.parent import exit_with_parent
from meetings_dashboard.wsgi import application

__all__ = ["application"]

QUEUES = "callbacks,sync,bulk"


def _start_worker() -> None:
    worker = app.WorkController(
        queues=QUEUES,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    threading.Thread(target=worker.start, name="worker", daemon=True).start()


def _start_schedule() -> None:
    EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler).start()


def _end_quietly() -> None:
    # While the interpreter ends, the daemons still try to work and fail, each with a traceback.
    # There is no public way to be called before the pools' threads are told to stop.
    threading._register_atexit(logging.disable)  # type: ignore[attr-defined]


exit_with_parent(os.getppid())
_start_worker()
_start_schedule()
_end_quietly()
