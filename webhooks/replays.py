from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from webhooks.events import Unreadable
from webhooks.models import Callback
from webhooks.services import callback_replay
from webhooks.waking import wake_worker

if TYPE_CHECKING:
    from accounts.models import User


def replay(callback: Callback, *, actor: User | None) -> None:
    """Have it applied once more; the worker is woken, and the sweep finds it if that fails.

    Raises Unreadable for a callback that cannot be applied at all.
    """
    with transaction.atomic():
        callback_replay(callback, by=actor.get_username() if actor else "")
        audit.Act(actor, "callback.replay", f"callback:{callback.pk}", callback.title).done()
        transaction.on_commit(wake_worker)


def replay_each(callbacks: Iterable[Callback], *, actor: User) -> tuple[int, int]:
    """How many were replayed, and how many cannot be."""
    replayed = impossible = 0
    for callback in callbacks:
        try:
            replay(callback, actor=actor)
            replayed += 1
        except Unreadable:
            impossible += 1
    return replayed, impossible
