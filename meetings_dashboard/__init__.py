from __future__ import annotations

from meetings_dashboard.celery import app as celery_app

__all__ = ["celery_app"]
