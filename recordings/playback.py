from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import F, Max
from django.http import Http404
from django.utils.translation import gettext as _

from core.lanes import LaneChart
from core.live import clock_step
from core.text import storable
from core.told import ToldLine
from recordings.archive import is_archivable
from recordings.models import Recording, RecordingQuerySet, RecordingState
from recordings.names import film_name
from recordings.told import recording_told
from recordings.wording import Absence, absence
from rooms.lanes import stretch_chart
from rooms.presences import Presence, presences
from rooms.services import wire_time

SPEEDS = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 2)
_MOMENT = re.compile(r"(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?")


@dataclass(frozen=True)
class Cue:
    """Somebody's stay during the film; `offset` is how many seconds into it that begins."""

    stay: Presence
    offset: int


class RecordingPage:
    """What the page of one recording shows; each part costs its query where it is used."""

    def __init__(self, recording: Recording, query: Mapping[str, str]) -> None:
        self.recording = recording
        self._query = query

    @property
    def is_archivable(self) -> bool:
        return is_archivable(self.recording)

    @property
    def absence(self) -> Absence | None:
        return absence(self.recording)

    @property
    def told(self) -> list[ToldLine]:
        return recording_told(self.recording)

    @property
    def is_awaited(self) -> bool:
        """Whether its file may yet come, so that the page had better look."""
        return not self.recording.is_gone and not self.recording.is_ready

    @property
    def starts_at_second(self) -> int | None:
        """Where `?t=` asks the film to begin ("90", "1m30s"); None for what is no such place."""
        found = _MOMENT.fullmatch(self._query.get("t", ""))
        if found is None:
            return None
        hours, minutes, seconds = (int(digits or 0) for digits in found.groups())
        return (hours * 60 + minutes) * 60 + seconds or None

    @property
    def speeds(self) -> Sequence[float]:
        return SPEEDS

    @property
    def keys(self) -> list[tuple[list[str], str]]:
        return [
            ([_("Space"), "k"], _("Play and pause")),
            (["j", "l"], _("Back and forward by 10 seconds")),
            (["\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"], _("The same by 5 seconds")),
            (["<", ">"], _("Slower and faster")),
            (["m"], _("Mute")),
            (["f"], _("Full screen")),
            (["?"], _("Show these keys")),
        ]

    @cached_property
    def length(self) -> timedelta:
        return self.recording.length or self.recording.elapsed

    @cached_property
    def stays(self) -> list[Presence]:
        session = self.recording.session
        people = session.participants.prefetch_related("intervals")
        return presences(session, people.order_by("first_seen_at", "id"))

    @property
    def chart(self) -> LaneChart:
        """On the film's own axis, so that a place in it is a place in the film."""
        began_at = self.recording.began_at
        return stretch_chart(self.stays, starts_at=began_at, ends_at=began_at + self.length)

    @cached_property
    def cues(self) -> list[Cue]:
        return [cue for cue in map(self._cue, self.stays) if cue is not None]

    @property
    def untimed_people(self) -> int:
        return len({stay.person.pk for stay in self.stays if not stay.is_timed})

    @property
    def has_ended(self) -> bool:
        return self.recording.status in (RecordingState.STOPPED, RecordingState.UPLOADED)

    @property
    def file_name(self) -> str:
        """As it comes from here, or as the API names the file that it hands out (section 4)."""
        if settings.RECORDING_DOWNLOAD == "stream" or self.recording.archived is not None:
            return film_name(self.recording)
        room, started_at = self.recording.room, self.recording.started_at
        name = room.name if room else self.recording.remote_id
        return f"{name}_{wire_time(started_at)}.mp4" if started_at else f"{name}.mp4"

    def _cue(self, stay: Presence) -> Cue | None:
        began_at = self.recording.began_at
        if stay.joined_at is None or stay.joined_at >= began_at + self.length:
            return None
        if stay.left_at is not None and stay.left_at <= began_at:
            return None
        return Cue(stay, max(0, int((stay.joined_at - began_at).total_seconds())))


def recording_revision(recordings: RecordingQuerySet, recording_id: str) -> dict[str, Any]:
    """All of a recording that its page shows, in one query. Raises Http404."""
    found = (
        recordings.filter(remote_id=storable(recording_id))
        .annotate(newest_interval=Max("session__participants__intervals__pk"))
        .values()
        .annotate(
            ended=F("session__ended_at"),
            room_name=F("session__room__display_name"),
            trash_end=F("trash__delete_after"),
            hold_pk=F("hold__pk"),
        )
        .first()
    )
    if found is None:
        raise Http404
    return {**found, "clock": clock_step(60)}
