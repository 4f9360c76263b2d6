"""What happened to a callback, kept on its own row: no further row is written while all goes well.

An entry is {"at", "outcome", "attempt"} and, where there is something to say, "error", "effects"
and "by". The ordinary case, applied at the first attempt, is not noted at all: the row's own
columns tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from webhooks.models import Callback

MOST_ENTRIES = 20
LONGEST_ERROR = 300
MOST_EFFECTS = 5

History = list[dict[str, Any]]


class Outcome(TonedChoices):
    """What an entry tells: how an attempt ended, or what somebody did about it."""

    APPLIED = "applied", Tone.LIVE, "check-circle", _("Applied")
    FAILED = "failed", Tone.ATTENTION, "exclamation-triangle", _("Failed")
    DEAD = "dead", Tone.BROKEN, "x-circle", _("Failed for good")
    REPLAYED = "replayed", Tone.NEUTRAL, "arrow-path", _("Replayed")
    SET_ASIDE = "set aside", Tone.NEUTRAL, "minus-circle", _("Set aside")


@dataclass(frozen=True)
class Entry:
    outcome: Outcome
    at: datetime | None
    attempt: int
    error: str
    effects: Sequence[str]
    by: str
    is_replay: bool


def noted(
    callback: Callback,
    outcome: Outcome,
    error: str = "",
    *,
    at: datetime | None = None,
) -> History:
    """The callback's history with how an attempt of it ended; changes nothing itself.

    `callback` is as it is to be saved: with this attempt counted and its effects.
    """
    is_ordinary = outcome == Outcome.APPLIED and callback.attempts <= 1 and not callback.history
    if is_ordinary:
        return []
    entry = _entry(outcome, at, attempt=callback.attempts, error=error[:LONGEST_ERROR])
    if outcome == Outcome.APPLIED:
        entry |= _told("effects", callback.effects[:MOST_EFFECTS])
    return _bounded([*callback.history, entry])


def replay_noted(callback: Callback, *, by: str = "", at: datetime | None = None) -> History:
    """The callback's history with a replay asked for by `by`, blank for a command.

    Called before the row is made pending again: what its columns tell is written down first.
    """
    return _bounded([*_before_replay(callback), _entry(Outcome.REPLAYED, at, **_told("by", by))])


def set_aside_noted(callback: Callback, *, by: str) -> History:
    return _bounded([*callback.history, _entry(Outcome.SET_ASIDE, None, by=by)])


def entries(history: History) -> Iterator[Entry]:
    """For a page; an attempt after a replay says that it is one."""
    is_replay = False
    for entry in history:
        outcome = Outcome(entry["outcome"])
        is_replay = is_replay or outcome == Outcome.REPLAYED
        yield Entry(
            outcome=outcome,
            at=parse_datetime(entry["at"]),
            attempt=entry.get("attempt", 0),
            error=entry.get("error", ""),
            effects=entry.get("effects", []),
            by=entry.get("by", ""),
            is_replay=is_replay,
        )


def told_by_columns(callback: Callback) -> list[Entry]:
    """How the newest attempt ended, of a callback that has no history."""
    if not callback.attempts:
        return []
    outcome = Outcome(callback.state)
    at = callback.processed_at if outcome == Outcome.APPLIED else None
    return [
        Entry(
            outcome=outcome,
            at=at,
            attempt=callback.attempts,
            error="" if outcome == Outcome.APPLIED else callback.error,
            effects=callback.effects if outcome == Outcome.APPLIED else [],
            by="",
            is_replay=False,
        )
    ]


def _before_replay(callback: Callback) -> History:
    history: History = callback.history
    if history or callback.state != Outcome.APPLIED:
        return history
    told = _told("effects", callback.effects[:MOST_EFFECTS])
    return [_entry(Outcome.APPLIED, callback.processed_at, attempt=callback.attempts, **told)]


def _entry(outcome: Outcome, at: datetime | None, **facts: Any) -> dict[str, Any]:
    told = {name: value for name, value in facts.items() if value}
    moment = at or timezone.now()
    return {"at": moment.isoformat(timespec="milliseconds"), "outcome": str(outcome), **told}


def _told(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def _bounded(history: History) -> History:
    """The first entry, and the newest: how it began is worth more than the middle."""
    if len(history) <= MOST_ENTRIES:
        return history
    return [history[0], *history[-(MOST_ENTRIES - 1) :]]
