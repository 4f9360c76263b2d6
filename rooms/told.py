from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.provenance import Source
from core.told import ToldLine, told_lines
from rooms.models import MeetingSession, Participant, Room

MOST_PEOPLE = 50

_ROOM = {
    "display_name": gettext_lazy("Name"),
    "type": gettext_lazy("Type"),
    "metadata": gettext_lazy("Metadata"),
    "meeting_code": gettext_lazy("Room code"),
    "is_available": gettext_lazy("Takes new sessions"),
    "auto_record": gettext_lazy("Records every session"),
    "record_only_owner": gettext_lazy("Records only the host's video"),
    "expire_after_use": gettext_lazy("Expires after use"),
    "expires_at": gettext_lazy("Expires"),
    "expired_at": gettext_lazy("Expired"),
    "gone_at": gettext_lazy("Gone since"),
    "deleted_at": gettext_lazy("Deleted from here"),
}
_SESSION = {
    "room": gettext_lazy("Room"),
    "started_at": gettext_lazy("Started"),
    "ended_at": gettext_lazy("Ended"),
}


def room_told(room: Room) -> list[ToldLine]:
    known = {"display_name"} | ({*_ROOM} if room.is_known else {*room.provenance})
    labels = {field: label for field, label in _ROOM.items() if field in known}
    return list(told_lines(room, labels, type=room.get_type_display()))


def session_told(session: MeetingSession, people: Iterable[Participant]) -> list[ToldLine]:
    room = session.room.name if session.room else None
    lines = list(told_lines(session, _SESSION, room=room))
    for person in list(people)[:MOST_PEOPLE]:
        source = Source.of(person.provenance, "name")
        label = _("Host") if person.is_host else _("Person")
        lines.append(ToldLine(label, str(person), source))
    return lines
