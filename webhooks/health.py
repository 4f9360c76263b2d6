"""How the source of callbacks is doing, and the address that it sends them to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.redaction import redacted
from webhooks.models import Callback

HOUR = timedelta(hours=1)
QUIET = timedelta(days=1)
MOST_COUNTED = 1000


@dataclass(frozen=True)
class SourceHealth:
    """`last_hour` counts up to `MOST_COUNTED`."""

    last_received_at: datetime | None
    last_hour: int

    @property
    def is_quiet(self) -> bool:
        last = self.last_received_at
        return last is not None and timezone.now() - last > QUIET

    @property
    def is_capped(self) -> bool:
        return self.last_hour >= MOST_COUNTED


def source_health() -> SourceHealth:
    """In one query that looks at the newest callbacks only."""
    newest = Callback.objects.order_by("-id").only("id", "received_at")[:MOST_COUNTED]
    within = Q(received_at__gte=timezone.now() - HOUR)
    figures = newest.aggregate(last=Max("received_at"), hour=Count("id", filter=within))
    return SourceHealth(figures["last"], figures["hour"])


def receiver_address(request: HttpRequest) -> str:
    """The whole address, token included: for who may change callbacks only."""
    path = reverse("receive_callback", args=[settings.CALLBACK_TOKENS[0]])
    return request.build_absolute_uri(path)


def masked_address(request: HttpRequest) -> str:
    return redacted(receiver_address(request))
