from __future__ import annotations

from typing import Any

EMBEDDED_BROKER = "memory://"
EMBEDDED_THREADS = 8


# The database is the truth and the broker only a wake-up, so results are not kept, tasks are
# acknowledged late and a publisher gives up quickly: the sweep finds what the broker lost.
COMMON: dict[str, Any] = {
    "CELERY_TASK_IGNORE_RESULT": True,
    "CELERY_RESULT_BACKEND": None,
    "CELERY_TASK_SERIALIZER": "json",
    "CELERY_ACCEPT_CONTENT": ["json"],
    "CELERY_TASK_TIME_LIMIT": 120,
    "CELERY_TASK_SOFT_TIME_LIMIT": 90,
    "CELERY_TASK_ACKS_LATE": True,
    "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
    "CELERY_TASK_DEFAULT_QUEUE": "sync",
    "CELERY_TASK_ROUTES": {"webhooks.tasks.*": {"queue": "callbacks"}},
    "CELERY_TASK_PUBLISH_RETRY_POLICY": {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
    "CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": True,
    "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
    "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
    "CELERY_BEAT_SCHEDULER": "celery.beat:Scheduler",
    "CELERY_TIMEZONE": "UTC",
}


def celery(broker_url: str, *, room_walk_seconds: int) -> dict[str, Any]:
    """Settings for Celery's `CELERY_` namespace."""
    for_broker = _embedded() if broker_url == EMBEDDED_BROKER else _redis()
    return COMMON | for_broker | {"CELERY_BEAT_SCHEDULE": schedule(room_walk_seconds)}


def schedule(room_walk_seconds: int) -> dict[str, Any]:
    # A missed run is pointless once the next one is due, hence the expiry of each message.
    return {
        "walk the rooms": {
            "task": "rooms.tasks.walk_rooms",
            "schedule": room_walk_seconds,
            "options": {"expires": room_walk_seconds},
        },
        "sweep unprocessed callbacks": {
            "task": "webhooks.tasks.sweep_callbacks",
            "schedule": 2,
            "options": {"expires": 2},
        },
        "refresh overdue recordings": {
            "task": "recordings.tasks.refresh_overdue_recordings",
            "schedule": 60,
            "options": {"expires": 60},
        },
        "fill in unknown rooms": {
            "task": "rooms.tasks.fill_in_rooms",
            "schedule": 30,
            "options": {"expires": 30},
        },
    }


def _embedded() -> dict[str, Any]:
    # Prefetch 0 (no limit) with the threads pool: with 1, a thousand tasks took over 30 s.
    return {
        "CELERY_BROKER_TRANSPORT_OPTIONS": {"polling_interval": 0.02},
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 0,
        "CELERY_WORKER_POOL": "threads",
        "CELERY_WORKER_CONCURRENCY": EMBEDDED_THREADS,
    }


def _redis() -> dict[str, Any]:
    return {
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 4,
        "CELERY_WORKER_MAX_TASKS_PER_CHILD": 1000,
        "CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT": 10.0,
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "visibility_timeout": 600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 30,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
    }
