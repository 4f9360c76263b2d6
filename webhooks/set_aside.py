"""Dead callbacks that no replay helps: somebody has seen them, and they raise no alarm any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from webhooks.models import Callback, CallbackQuerySet, CallbackState
from webhooks.timeline import set_aside_noted

if TYPE_CHECKING:
    from accounts.models import User


def set_aside(callbacks: CallbackQuerySet, *, actor: User) -> int:
    """Set the dead ones among `callbacks` aside; how many. A replay still applies them."""
    count = 0
    with transaction.atomic():
        for callback in callbacks.select_for_update(of=("self",)).order_by("pk"):
            count += _set_aside(callback, actor)
    return count


def _set_aside(callback: Callback, actor: User) -> bool:
    act = audit.Act(actor, "callback.set_aside", f"callback:{callback.pk}", callback.title)
    if callback.state != CallbackState.DEAD:
        act.refused(detail="It has not failed for good.")
        return False
    callback.state = CallbackState.IGNORED
    callback.history = set_aside_noted(callback, by=actor.get_username())
    callback.save(update_fields=["state", "history"])
    act.done()
    return True
