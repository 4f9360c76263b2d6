from __future__ import annotations

from django.conf import settings

from meetings_dashboard.celery import app


def test_whatever_is_scheduled_is_a_task():
    app.autodiscover_tasks(force=True)
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert len(scheduled) > 10
    assert scheduled <= {*app.tasks}


def test_whatever_has_a_queue_of_its_own_is_a_task():
    app.autodiscover_tasks(force=True)
    named = {name for name in settings.CELERY_TASK_ROUTES if not name.endswith("*")}

    assert named
    assert named <= {*app.tasks}
