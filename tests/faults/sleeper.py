"""A Celery application with the settings of the dashboard, and a task that takes its time."""

from __future__ import annotations

import os
import time
from pathlib import Path

from celery import Celery

from meetings_dashboard.celery_settings import WORKER_OPTIONS, celery

app = Celery("sleeper")
app.config_from_object(
    celery(os.environ["CELERY_BROKER_URL"], room_walk_seconds=60)
    | {"CELERY_BROKER_URL": os.environ["CELERY_BROKER_URL"]}
    | {"CELERY_BROKER_TRANSPORT_OPTIONS": WORKER_OPTIONS, "CELERY_BEAT_SCHEDULE": {}},
    namespace="CELERY",
)


@app.task
def sleep_and_tell(file: str, seconds: float) -> None:
    Path(file).with_suffix(".begun").touch()
    time.sleep(seconds)
    Path(file).touch()
