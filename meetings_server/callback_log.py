"""What became of callbacks, attempt by attempt."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from meetings_server.addresses import address_of
from meetings_server.clock import wire_time
from meetings_server.models import Attempt, Callback
from meetings_server.refusals import conflict
from meetings_server.sending import Outcome

# One that nobody takes is repeated very often.
ATTEMPTS_KEPT = 100


def note(callback: Callback, number: int, outcome: Outcome) -> None:
    Attempt.objects.create(
        callback=callback,
        number=number,
        attempted_at=timezone.now(),
        answer=outcome.answer,
        seconds=outcome.seconds,
    )
    if number > ATTEMPTS_KEPT:
        callback.log.filter(number__lte=number - ATTEMPTS_KEPT).delete()


def summary(callback: Callback) -> dict[str, Any]:
    return {
        "id": callback.pk,
        "lane": callback.lane,
        "event": callback.event,
        "body": callback.body,
        "url": callback.url,
        "state": callback.state,
        "attempts": callback.attempts,
        "most_attempts": callback.most_attempts or settings.CALLBACK_ATTEMPTS,
        "last_answer": callback.last_answer,
    }


def details(callback: Callback) -> dict[str, Any]:
    """With a line for each attempt: when it was answered, in real time, and after how long."""
    log = [
        {
            "number": attempt.number,
            "attempted_at": wire_time(attempt.attempted_at),
            "answer": attempt.answer,
            "seconds": round(attempt.seconds, 3),
        }
        for attempt in callback.log.all()
    ]
    return {**summary(callback), "headers": callback.headers, "log": log}


def drop(callback: Callback) -> None:
    """Send it no more; an attempt that is on its way may still arrive.

    Raises Refusal (409) when it was delivered.
    """
    waiting = Callback.objects.filter(pk=callback.pk).exclude(state="delivered")
    if not waiting.update(state="dropped"):
        raise conflict(f"Callback {callback.pk} was delivered")


def replay(callback: Callback) -> Callback:
    """Send the same once more, to where such callbacks go now; the first one keeps its log.

    Raises Refusal (409) when nobody has registered an address.
    """
    url, is_trusted = address_of(callback.room, callback.event)
    if not url and not callback.url:
        raise conflict(f"Callback {callback.pk} has no address yet: register one first")
    return Callback.objects.create(
        room=callback.room,
        # A lane of its own, so that it does not wait for the others of its session.
        lane=f"replay-{callback.pk}",
        event=callback.event,
        body=callback.body,
        headers=callback.headers,
        url=url or callback.url,
        is_trusted=is_trusted if url else callback.is_trusted,
    )
