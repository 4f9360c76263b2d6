"""Replaying all callbacks that a filter matches: in bounded steps, each of which commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max
from django.http import QueryDict
from django.utils import timezone

from core import audit
from webhooks.access import callbacks_within
from webhooks.drain import callbacks_drain
from webhooks.forms import CallbackFilters
from webhooks.inbox import writing_turn
from webhooks.models import Callback, CallbackKind, CallbackQuerySet, ReplayRun, ReplayRunState
from webhooks.services import REPLAYED_FIELDS, made_pending

if TYPE_CHECKING:
    from accounts.models import User

STEP = 100
BACKLOG_WAIT = 1.0


class NothingToReplay(ValueError):
    """No callback matches that could be applied, or the filter itself makes no sense."""


def replayable(filters: CallbackFilters, user: User | None) -> CallbackQuerySet:
    """What `filters` match, less what cannot be applied at all. Raises NothingToReplay."""
    if filters.problems:
        raise NothingToReplay(" ".join(filters.problems))
    return filters.narrow(callbacks_within(user)).exclude(kind="")


def count_by_kind(callbacks: CallbackQuerySet) -> list[tuple[CallbackKind, int]]:
    """The commonest first."""
    counted = callbacks.order_by().values_list("kind").annotate(count=Count("pk"))
    return [(CallbackKind(kind), count) for kind, count in counted.order_by("-count", "kind")]


def replay_run_start(
    filters: CallbackFilters, *, actor: User | None, newest: int | None = None
) -> ReplayRun:
    """Begin to replay what matches, up to the callback `newest`: what comes later was not meant.

    Raises NothingToReplay.
    """
    callbacks = replayable(filters, actor)
    if newest is not None:
        callbacks = callbacks.filter(pk__lte=newest)
    figures = callbacks.aggregate(total=Count("pk"), last=Max("pk"))
    if not figures["total"]:
        raise NothingToReplay("No callback matches that could be applied.")
    with transaction.atomic():
        run = ReplayRun.objects.create(
            started_by=actor,
            query=filters.frozen(),
            last_pk=figures["last"],
            total=figures["total"],
        )
        act = audit.Act(actor, "callback.replay_all", f"replay:{run.pk}", filters.words)
        act.done(detail=f"{run.total} callbacks")
    return run


def replay_run_step(run_pk: int) -> float | None:
    """Replay the next `STEP` callbacks of a run, the oldest first.

    Gives the seconds to wait before the next step, None when the run is over. The callbacks are
    made pending in one transaction with the run's own progress. No more are while as many wait:
    what is received meanwhile must not have to stand in line behind a million of old ones.
    """
    with writing_turn, transaction.atomic():
        run = _running(run_pk)
        if run is None:
            return None
        is_backlogged = Callback.objects.due()[:STEP].count() == STEP
        callbacks = [] if is_backlogged else _made_pending(run)
        _advance(run, callbacks, is_last=not is_backlogged and len(callbacks) < STEP)
    callbacks_drain()
    if run.is_over:
        return None
    return BACKLOG_WAIT if is_backlogged else 0


def replay_run_cancel(run: ReplayRun) -> bool:
    """What was replayed stays replayed; False when the run was over already."""
    return bool(
        ReplayRun.objects.filter(pk=run.pk, state=ReplayRunState.RUNNING).update(
            state=ReplayRunState.CANCELLED, finished_at=timezone.now()
        )
    )


def stalled_runs() -> list[int]:
    """Runs whose worker has died, or whose message was lost."""
    since = timezone.now() - ReplayRun.LEASE
    stalled = ReplayRun.objects.filter(state=ReplayRunState.RUNNING, beat_at__lt=since)
    return list(stalled.values_list("pk", flat=True))


def _running(run_pk: int) -> ReplayRun | None:
    runs = ReplayRun.objects.select_for_update(of=("self",)).select_related("started_by")
    return runs.filter(pk=run_pk, state=ReplayRunState.RUNNING).first()


def _made_pending(run: ReplayRun) -> list[Callback]:
    matching = replayable(CallbackFilters(QueryDict(run.query)), run.started_by)
    ahead = matching.filter(pk__gt=run.reached_pk, pk__lte=run.last_pk).select_for_update()
    callbacks = list(ahead.defer("body", "headers", "payload").order_by("pk")[:STEP])
    for callback in callbacks:
        made_pending(callback, by=run.started_by_name)
    Callback.objects.bulk_update(callbacks, REPLAYED_FIELDS)
    return callbacks


def _advance(run: ReplayRun, callbacks: list[Callback], *, is_last: bool) -> None:
    run.replayed += len(callbacks)
    run.beat_at = timezone.now()
    if callbacks:
        run.reached_pk = callbacks[-1].pk
    if is_last:
        run.state, run.finished_at = ReplayRunState.COMPLETE, run.beat_at
    run.save(update_fields=["replayed", "reached_pk", "beat_at", "state", "finished_at"])
