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
    "CELERY_TASK_ROUTES": {
        "webhooks.tasks.forget_callbacks": {"queue": "bulk"},
        "webhooks.tasks.*": {"queue": "callbacks"},
        "jobs.tasks.*": {"queue": "bulk"},
        "recordings.tasks.look_at_films": {"queue": "bulk"},
        "recordings.tasks.empty_trash": {"queue": "bulk"},
        "recordings.tasks.archive_new_recordings": {"queue": "bulk"},
        "recordings.tasks.remove_old_zips": {"queue": "bulk"},
        "recordings.tasks.run_retention": {"queue": "bulk"},
    },
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
    every = {
        "walk the rooms": ("rooms.tasks.walk_rooms", room_walk_seconds),
        "drain the inbox": ("webhooks.tasks.drain_callbacks", 2),
        "go on with stalled replays": ("webhooks.tasks.resume_replay_runs", 30),
        "go on with jobs": ("jobs.tasks.sweep_jobs", 15),
        "check recordings": ("recordings.tasks.check_recordings", 60),
        "check sessions": ("recordings.tasks.check_sessions", 300),
        "look at new films": ("recordings.tasks.look_at_films", 10),
        "archive new recordings": ("recordings.tasks.archive_new_recordings", 60),
        "remove old zips": ("recordings.tasks.remove_old_zips", 600),
        "run the retention rules": ("recordings.tasks.run_retention", 600),
        "empty the trash": ("recordings.tasks.empty_trash", 30),
        "count what charts show": ("meetings_dashboard.tasks.count_usage", 60),
        "forget old activity": ("meetings_dashboard.tasks.forget_activity", 3600),
        "forget old sessions": ("meetings_dashboard.tasks.forget_sessions", 3600),
        "forget old callbacks": ("webhooks.tasks.forget_callbacks", 3600),
        "fill in unknown rooms": ("rooms.tasks.fill_in_rooms", 30),
    }
    # A missed run is pointless once the next one is due, hence the expiry of each message.
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in every.items()
    }


def _embedded() -> dict[str, Any]:
    # Prefetch 0 (no limit) with the threads pool: with 1, a thousand tasks took over 30 s.
    return {
        "CELERY_BROKER_TRANSPORT_OPTIONS": {"polling_interval": 0.02},
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 0,
        "CELERY_WORKER_POOL": "threads",
        "CELERY_WORKER_CONCURRENCY": EMBEDDED_THREADS,
    }


# Whoever publishes has a request to answer: a broker that says nothing is soon given up.
PUBLISHER_OPTIONS: dict[str, Any] = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 1,
    "max_retries": 0,
}
# A worker waits for its broker as long as it takes, and for messages longer than a poll lasts.
WORKER_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
}


def _redis() -> dict[str, Any]:
    return {
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 4,
        "CELERY_WORKER_MAX_TASKS_PER_CHILD": 1000,
        "CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT": 10.0,
        "CELERY_BROKER_TRANSPORT_OPTIONS": PUBLISHER_OPTIONS,
    }
