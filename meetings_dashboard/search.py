"""One search over rooms, sessions, people and recordings: the newest few of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import NamesShown, User
from accounts.sight import sight_of
from core.text import storable
from core.text_index import SHORTEST
from recordings.models import Recording
from rooms.models import MeetingSession, Participant, Room
from rooms.scopes import within_scope
from rooms.text_index import PARTICIPANT_NAMES, ROOM_TEXTS

LONGEST = 200
# Rooms whose sessions and recordings are looked up, and how many of those.
MOST_ROOMS = 20
MOST_SESSIONS = 60
# Of people of one name; those restricted to some rooms have theirs picked out of all.
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Search:
    """`most` of each kind; a kind that `user` may not see is left empty."""

    user: User
    text: str
    most: int

    @classmethod
    def of(cls, user: User, text: str, *, most: int) -> Search:
        return cls(user, storable(text.strip()[:LONGEST]), most)

    @property
    def is_too_short(self) -> bool:
        return len(self.text) < SHORTEST

    @cached_property
    def rooms(self) -> list[Room]:
        if not self.user.has_perm("rooms.view_room"):
            return []
        return self._rooms[: self.most]

    @cached_property
    def sessions(self) -> list[MeetingSession]:
        if not self.user.has_perm("rooms.view_meetingsession"):
            return []
        return self._sessions[: self.most]

    @cached_property
    def people(self) -> list[Participant]:
        """For those only who see whole names: finding somebody by a name tells it."""
        sees_names = sight_of(self.user).names is NamesShown.FULL
        if self.is_too_short or not sees_names:
            return []
        if not self.user.has_perm("rooms.view_meetingsession"):
            return []
        sees_all = sight_of(self.user).scopes is None
        named = PARTICIPANT_NAMES.condition(self.text, most=MOST_PEOPLE if sees_all else None)
        people = Participant.objects.filter(named, within_scope(self.user, "session__room__"))
        return list(people.select_related("session__room").order_by("-pk")[: self.most])

    @cached_property
    def recordings(self) -> list[Recording]:
        if not self.user.has_perm("recordings.view_recording"):
            return []
        visible = Recording.objects.filter(within_scope(self.user, "session__room__"))
        visible = visible.select_related("session__room")
        exact = self._exactly(visible)
        sessions = [session.pk for session in self._sessions]
        of_rooms = visible.listed().filter(session__in=sessions).order_by("-began_at", "-pk")
        return _without_repeats([*exact, *of_rooms[: self.most]])[: self.most]

    @property
    def count(self) -> int:
        found: list[Any] = [self.rooms, self.sessions, self.people, self.recordings]
        return sum(map(len, found))

    @cached_property
    def _rooms(self) -> list[Room]:
        if self.is_too_short:
            return []
        visible = Room.objects.filter(within_scope(self.user)).with_state()
        # Codes are read out and typed in threes.
        code = self.text.replace(" ", "")
        text = code if code.isdecimal() else self.text
        found = visible.filter(ROOM_TEXTS.condition(text)).order_by("-pk")[:MOST_ROOMS]
        return _without_repeats([*self._exactly(visible), *sorted(found, key=self._closeness)])

    def _closeness(self, room: Room) -> tuple[bool, bool, str]:
        """Rooms that are there first, then names that begin with it."""
        name = room.name.casefold()
        return room.is_gone, not name.startswith(self.text.casefold()), name

    @cached_property
    def _sessions(self) -> list[MeetingSession]:
        """By the id, or of the rooms that were found."""
        if self.is_too_short:
            return []
        visible = MeetingSession.objects.filter(within_scope(self.user, "room__"))
        visible = visible.select_related("room")
        rooms = [room.pk for room in self._rooms]
        of_rooms = visible.filter(room__in=rooms).order_by("-began_at", "-pk")
        return _without_repeats([*self._exactly(visible), *of_rooms[:MOST_SESSIONS]])

    def _exactly(self, visible: QuerySet[Any]) -> list[Any]:
        return list(visible.filter(Q(remote_id=self.text))[:1])


def _without_repeats(rows: list[Any]) -> list[Any]:
    return list({row.pk: row for row in rows}.values())
