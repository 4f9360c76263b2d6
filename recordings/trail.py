"""Why is my recording not here? The steps from a room's setting to the file, over cached rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices

if TYPE_CHECKING:
    from recordings.models import Recording
    from rooms.models import MeetingSession, Room

RECORDING_EVENTS = ("recording:started", "recording:ended", "recording:uploaded")


class StepState(TonedChoices):
    """What follows on the first step that stopped, or that is waited for, is not reached."""

    DONE = "done", Tone.LIVE, "check-circle", _("Done")
    WAITING = "waiting", Tone.NEUTRAL, "clock", _("Under way")
    STOPPED = "stopped", Tone.BROKEN, "x-circle", _("Stopped here")
    NOT_REACHED = "not reached", Tone.NEUTRAL, "minus-circle", _("Not reached")
    UNKNOWN = "unknown", Tone.NEUTRAL, "question-mark-circle", _("Unknown")


class Remedy(StrEnum):
    """What mends a step; pages know how each is offered."""

    REGISTER = "register"
    EDIT_ROOM = "edit_room"
    NEW_ROOM = "new_room"
    SYNC_ROOM = "sync_room"
    REPLAY = "replay"
    ASK_RECORDINGS = "ask_recordings"
    REREAD = "reread"
    RESTORE = "restore"
    CHECK_LINK = "check_link"


@dataclass(frozen=True)
class Evidence:
    """A callback that told of a step; `is_stuck` when it has not been applied."""

    event: str
    received_at: datetime
    is_stuck: bool
    pk: int
    error: str = ""


@dataclass(frozen=True)
class LinkCheck:
    """What came of asking for a fresh link and for the first byte behind it."""

    at: datetime
    size_bytes: int | None = None
    error: str = ""


@dataclass(frozen=True)
class TrailFacts:
    """All that is known; `session` and `recording` are None while no callback told of one.

    `can_switch_on` says whether the API lets this room be changed to one that records.
    """

    room: Room | None
    session: MeetingSession | None = None
    recording: Recording | None = None
    evidence: Sequence[Evidence] = ()
    last_received_at: datetime | None = None
    can_switch_on: bool = True
    link: LinkCheck | None = None
    now: datetime = field(default_factory=timezone.now)

    def told(self, *events: str) -> tuple[Evidence, ...]:
        return tuple(callback for callback in self.evidence if callback.event in events)

    def stuck(self, *events: str) -> tuple[Evidence, ...]:
        return tuple(callback for callback in self.told(*events) if callback.is_stuck)

    @property
    def was_recorded(self) -> bool:
        return self.recording is not None or bool(self.told(*RECORDING_EVENTS))


@dataclass(frozen=True)
class Step:
    title: str
    state: StepState
    words: str
    at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps, with what comes after the first hindrance marked as not reached."""
    is_reached, chain = True, []
    for step in steps:
        if is_reached or step.state == StepState.DONE:
            chain.append(step)
        else:
            chain.append(replace(step, state=StepState.NOT_REACHED, words="", remedies=()))
        is_reached = is_reached and step.state not in (StepState.STOPPED, StepState.WAITING)
    return chain


def hindrance(chain: Sequence[Step]) -> Step | None:
    """The step that it stopped at, or that is waited for; None when nothing is in the way."""
    return next((step for step in chain if step.state in _HINDERING), None)


_HINDERING = (StepState.STOPPED, StepState.WAITING)
