from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from meetings_dashboard.serving.parent import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings_dashboard.settings")

app = Celery("meetings_dashboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def exit_with_the_process_that_started_us(**_kwargs: Any) -> None:
    if parent := os.environ.get("EXIT_WITH_PARENT"):
        exit_with_parent(int(parent))


@beat_init.connect
def walk_at_once(**_kwargs: Any) -> None:
    """The schedule runs each task when its time has passed for the first time, not before."""
    app.send_task("rooms.tasks.walk_rooms")
