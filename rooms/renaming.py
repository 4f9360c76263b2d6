"""New names for many rooms by one pattern, each checked before anything is asked of the API."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from meetings_api import Dialect
from rooms.abilities import editable_fields, why_not_editable
from rooms.forms import LONGEST_NAME
from rooms.models import Room
from rooms.scopes import LEAVES_SCOPE, leaves_scope

PLACEHOLDERS = ("name", "code", "number", "created", "metadata")
_PLACEHOLDER = re.compile(r"\{(\w+)(?::([1-9]))?\}")
_BRACED = re.compile(r"\{[^{}]*\}?")
MOST_SHOWN = 50


def check_pattern(pattern: str) -> None:
    """Raises ValidationError for what is in braces and means nothing."""
    for found in _BRACED.findall(pattern):
        known = _PLACEHOLDER.fullmatch(found)
        if not known or known[1] not in PLACEHOLDERS or (known[2] and known[1] != "number"):
            raise ValidationError(
                _("There is no %(found)s: use {name}, {code}, {number}, {created} or {metadata}."),
                params={"found": found},
            )


def name_by(pattern: str, room: Room, number: int) -> str:
    """`{number:3}` is the number in three digits. What a room brings in is not looked into."""

    def value(found: re.Match[str]) -> str:
        created = room.created_at or room.first_seen_at
        values = {
            "name": room.display_name,
            "code": room.meeting_code,
            "number": f"{number:0{found[2] or 1}}",
            "created": f"{timezone.localtime(created):%Y-%m-%d}",
            "metadata": room.metadata,
        }
        return values[found[1]]

    return _PLACEHOLDER.sub(value, pattern)


@dataclass(frozen=True)
class Rename:
    """One room's old and new name; with a problem it is left out."""

    remote_id: str
    old: str
    new: str
    problem: str = ""

    @property
    def is_same(self) -> bool:
        return self.old == self.new

    @property
    def is_wanted(self) -> bool:
        return not self.problem and not self.is_same


@dataclass(frozen=True)
class Renames:
    """What a pattern makes of a selection, in the order of the old names."""

    renames: list[Rename]

    @classmethod
    def of(
        cls, rooms: Iterable[Room], user: User, dialect: Dialect, *, pattern: str, start: int
    ) -> Renames:
        return cls(
            [
                _rename(room, user, dialect, name_by(pattern, room, number))
                for number, room in enumerate(rooms, start)
            ]
        )

    @cached_property
    def wanted(self) -> list[Rename]:
        return [rename for rename in self.renames if rename.is_wanted]

    @cached_property
    def problems(self) -> list[Rename]:
        return [rename for rename in self.renames if rename.problem]

    @property
    def same_count(self) -> int:
        return sum(rename.is_same and not rename.problem for rename in self.renames)

    @property
    def shown(self) -> list[Rename]:
        """What needs to be looked at first, then the others, as far as a page holds them."""
        return [*self.problems[: MOST_SHOWN // 2], *self.wanted][:MOST_SHOWN]

    @property
    def not_shown_count(self) -> int:
        return len(self.problems) + len(self.wanted) - len(self.shown)

    @property
    def twin_count(self) -> int:
        """How many new names go to more than one room: the API takes that, people may not."""
        counts = Counter(rename.new for rename in self.wanted)
        return sum(count > 1 for count in counts.values())

    @property
    def digest(self) -> str:
        """Of what has been looked at: only that is done."""
        lines = (f"{rename.remote_id}\0{rename.old}\0{rename.new}" for rename in self.wanted)
        return hashlib.sha256("\0\0".join(lines).encode()).hexdigest()

    def targets(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        for rename in self.wanted:
            names = {"old": rename.old, "new": rename.new}
            yield rename.remote_id, f"{rename.old} → {rename.new}", names


def _rename(room: Room, user: User, dialect: Dialect, new: str) -> Rename:
    return Rename(room.remote_id, room.display_name, new, _problem(room, user, dialect, new))


def _problem(room: Room, user: User, dialect: Dialect, new: str) -> str:
    if "display_name" not in editable_fields(room, dialect):
        return why_not_editable(room)
    if not new.strip():
        return _("A name cannot be empty.")
    if len(new) > LONGEST_NAME:
        limits = {"length": len(new), "most": LONGEST_NAME}
        return _("%(length)s characters: %(most)s are the most.") % limits
    if any(not character.isprintable() for character in new):
        return _("It would have a line break or another character that cannot be seen.")
    return str(LEAVES_SCOPE) if leaves_scope(user, {"display_name": new}, room) else ""
