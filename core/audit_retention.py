"""Entries of the record go by their age alone, and only here."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.models import AuditEntry

BATCH = 1000


def audit_forget(*, most: int = 100_000) -> int:
    """Delete what is older than AUDIT_RETENTION_DAYS, the oldest first; the number of entries.

    In batches, so that nobody who writes one waits for long. 0 days keeps everything.
    """
    if not settings.AUDIT_RETENTION_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    deleted = 0
    while deleted < most:
        oldest = AuditEntry.objects.filter(at__lt=before).order_by("at")[:BATCH]
        count, _by_model = AuditEntry.objects.filter(
            pk__in=list(oldest.values_list("pk", flat=True))
        ).delete()
        deleted += count
        if count < BATCH:
            break
    return deleted
