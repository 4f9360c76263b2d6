"""Who attended a session and for how long, one row a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import NamesShown
from accounts.sight import sight_of
from core import audit
from core.choices import Tone, TonedChoices
from rooms.models import MeetingSession, Participant
from rooms.presences import Presence, presences
from rooms.stretches import Stretch, merged, total

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = (
    "name",
    "role",
    "participant_id",
    "first_joined",
    "last_left",
    "minutes",
    "stays",
    "confidence",
)


class Confidence(TonedChoices):
    """What the times of somebody are worth."""

    TIMED = "timed", Tone.LIVE, "check-circle", _("Each join and leave received")
    PRESENT = "present", Tone.LIVE, "user", _("Still there")
    INFERRED = "inferred", Tone.ATTENTION, "question-mark-circle", _("A leave was not received")
    UNKNOWN = "unknown", Tone.NEUTRAL, "minus-circle", _("Times not known")


@dataclass(frozen=True)
class Attended:
    """What one person's stays come to; all times are times of receipt, None where not known."""

    person: Participant
    first_joined: datetime | None
    last_left: datetime | None
    merged: list[Stretch]
    length: timedelta | None
    stays: int
    confidence: Confidence

    @property
    def minutes(self) -> float | None:
        return None if self.length is None else round(self.length.total_seconds() / 60, 1)


def attended(session: MeetingSession) -> list[Attended]:
    """One for each person, in the order of arrival."""
    people = session.participants.prefetch_related("intervals")
    stays = presences(session, people.order_by("first_seen_at", "id"))
    return [
        _attended(person, list(own)) for person, own in groupby(stays, key=lambda stay: stay.person)
    ]


def attendance_rows(session: MeetingSession, *, viewer: User) -> Iterator[dict[str, Any]]:
    """The rows of the file.

    A file goes further than a page: who does not see names in full gets none in it.
    """
    is_named = sight_of(viewer).names == NamesShown.FULL
    for line in attended(session):
        yield {
            "name": line.person.name if is_named else "",
            "role": "host" if line.person.is_host else "guest",
            "participant_id": line.person.remote_id,
            "first_joined": line.first_joined,
            "last_left": line.last_left,
            "minutes": line.minutes,
            "stays": line.stays,
            "confidence": line.confidence.value,
        }


def _stretches(stays: Iterable[Presence]) -> list[Stretch]:
    """When somebody was there; what overlaps is one."""
    return merged((stay.joined_at, stay.left_at or stay.until) for stay in stays if stay.joined_at)


def attendance_exported(*, session: MeetingSession, actor: User) -> None:
    name = session.room.name if session.room else ""
    audit.Act(actor, "session.export", f"session:{session.remote_id}", name).done()


def _attended(person: Participant, stays: list[Presence]) -> Attended:
    timed = [stay for stay in stays if stay.is_timed]
    stretches = _stretches(timed)
    return Attended(
        person=person,
        first_joined=_first([stay.joined_at for stay in timed]),
        last_left=_last(timed),
        merged=stretches,
        length=total(stretches) if timed else None,
        stays=len(stays),
        confidence=_confidence(stays, is_live=person.session.is_live),
    )


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _last(timed: list[Presence]) -> datetime | None:
    """None while somebody is still there."""
    ends = [stay.left_at for stay in timed]
    return None if None in ends else max((end for end in ends if end), default=None)


def _confidence(stays: list[Presence], *, is_live: bool) -> Confidence:
    if not all(stay.is_timed for stay in stays):
        return Confidence.UNKNOWN
    is_open = any(stay.is_open for stay in stays)
    if any(stay.left_is_inferred for stay in stays) or (is_open and not is_live):
        return Confidence.INFERRED
    return Confidence.PRESENT if is_open else Confidence.TIMED
