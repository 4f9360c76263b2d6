from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.models import AuditEntry
from rooms.models import Room
from rooms.services import room_target

MOST_LINES = 10
_VERBS = {
    "room.create": _("Created"),
    "room.update": _("Changed"),
    "room.delete": _("Deleted"),
    "room.reveal_host_link": _("Host link revealed"),
}


@dataclass(frozen=True)
class Change:
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryLine:
    entry: AuditEntry

    @property
    def title(self) -> str:
        return str(_VERBS.get(self.entry.action, self.entry.action))

    @property
    def is_refused(self) -> bool:
        return self.entry.outcome == AuditEntry.Outcome.REFUSED

    def changes(self) -> Iterator[Change]:
        for name, both in self.entry.changes.items():
            yield from _changes(name, both["before"], both["after"])

    @property
    def is_creation(self) -> bool:
        return self.entry.action == "room.create"


def _changes(name: str, before: Any, after: Any) -> Iterator[Change]:
    """One for each option of a group that differs."""
    if isinstance(after, dict):
        known = before if isinstance(before, dict) else {}
        for option, value in after.items():
            if value != known.get(option):
                yield Change(option.replace("_", " "), known.get(option), value)
    elif name == "expires_at":
        yield Change(str(_("expiry")), _moment(before), _moment(after))
    else:
        yield Change(name.replace("_", " "), before, after)


def _moment(value: Any) -> Any:
    return (parse_datetime(value) or value) if isinstance(value, str) else value


def room_history(room: Room) -> list[HistoryLine]:
    """What was done to the room from here, newest first."""
    entries = AuditEntry.objects.filter(target=room_target(room)).select_related("actor")
    return [HistoryLine(entry) for entry in entries[:MOST_LINES]]
