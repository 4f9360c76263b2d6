from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init, celeryd_init, worker_init

from meetings_dashboard.celery_settings import WORKER_OPTIONS
from meetings_dashboard.serving.parent import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")

app = Celery("meetings_dashboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def wait_for_the_broker_as_a_worker_does(conf: Any, **_kwargs: Any) -> None:
    """Only the command that is a worker of its own comes by here."""
    conf.broker_transport_options = WORKER_OPTIONS


@worker_init.connect
def exit_with_the_process_that_started_us(**_kwargs: Any) -> None:
    if parent := os.environ.get("EXIT_WITH_PARENT"):
        exit_with_parent(int(parent))


@beat_embedded_init.connect
def end_the_schedule_with_its_worker(**_kwargs: Any) -> None:
    """It is a process of its own, which would go on for ever after a worker that was killed."""
    exit_with_parent(os.getppid())


@beat_init.connect
def begin_at_once(**_kwargs: Any) -> None:
    """The schedule runs each task when its time has passed for the first time, not before."""
    app.send_task("rooms.tasks.walk_rooms")
    # Once the callbacks that waited have been applied: nobody should meet empty charts.
    app.send_task("meetings_dashboard.tasks.count_usage", countdown=10)
