"""How the source of callbacks is doing, and the address that it sends them to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Subquery, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.clock import clock_error
from core.redaction import redacted
from rooms.models import MeetingSession
from webhooks.models import Callback, ReplayRun, ReplayRunState
from webhooks.refusal_counts import refused_in_last_hour


@dataclass(frozen=True)
class SourceHealth:
    """`refused` are those of the last hour; `running_replay` is the key of a run, or 0."""

    last_received_at: datetime | None
    refused: int
    is_live: bool
    running_replay: int

    @property
    def silence(self) -> timedelta | None:
        """How long nothing has come although a session is live, when that is longer than usual."""
        if self.last_received_at is None or not self.is_live:
            return None
        silence = timezone.now() - self.last_received_at
        longest: int = settings.CALLBACK_SILENCE_MINUTES
        return silence if longest and silence > timedelta(minutes=longest) else None


@dataclass(frozen=True)
class WrongClock:
    """The clock here, where signatures are refused for it."""

    distance: timedelta
    is_ahead: bool


def wrong_clock() -> WrongClock | None:
    error = clock_error() if settings.CALLBACK_SIGNATURE_SECRETS else None
    return None if error is None else WrongClock(abs(error), error > timedelta())


def source_health() -> SourceHealth:
    """In one query that looks at the newest callback only."""
    live = MeetingSession.objects.live().values(one=Value(1))
    running = ReplayRun.objects.filter(state=ReplayRunState.RUNNING).order_by("-pk").values("pk")
    newest = Callback.objects.order_by("-id").only("id", "received_at")[:1]
    figures = newest.aggregate(
        last=Max("received_at"),
        refused=_along(refused_in_last_hour()),
        live=_along(Subquery(live[:1])),
        running=_along(Subquery(running[:1])),
    )
    return SourceHealth(
        last_received_at=figures["last"],
        refused=figures["refused"],
        is_live=bool(figures["live"]),
        running_replay=figures["running"],
    )


def _along(number: Subquery) -> CombinedExpression:
    """Nothing is added; it lets what is no aggregate come with the same query."""
    return Coalesce(number, 0) + 0 * Count("id")


def receiver_address(request: HttpRequest) -> str:
    """The whole address, token included: for who may change callbacks only."""
    path = reverse("receive_callback", args=[settings.CALLBACK_TOKENS[0]])
    return request.build_absolute_uri(path)


def masked_address(request: HttpRequest) -> str:
    return redacted(receiver_address(request))
