from __future__ import annotations

from celery import shared_task

from core.audit_retention import audit_forget
from meetings_dashboard.counting import usage_count


@shared_task
def count_usage() -> None:
    usage_count()


@shared_task
def forget_activity() -> None:
    audit_forget()
