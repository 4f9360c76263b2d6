from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.activity import ActivityLine
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
class HistoryLine(ActivityLine):
    @property
    def title(self) -> str:
        return str(_VERBS.get(self.entry.action, self.entry.action))

    @property
    def is_creation(self) -> bool:
        return self.entry.action == "room.create"


def room_history(room: Room) -> list[HistoryLine]:
    """What was done to the room from here, newest first."""
    entries = AuditEntry.objects.filter(target=room_target(room)).select_related("actor")
    return [HistoryLine(entry) for entry in entries[:MOST_LINES]]
