from __future__ import annotations

from celery import shared_task

from accounts.old_sessions import old_sessions_forget
from core.audit_retention import audit_forget
from meetings_dashboard.counting import usage_count


@shared_task
def count_usage() -> None:
    usage_count()


@shared_task
def forget_activity() -> None:
    audit_forget()


@shared_task
def forget_sessions() -> None:
    old_sessions_forget()
