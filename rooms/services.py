"""Changes to rooms: ask the API, write its answer to the cache, note who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core import audit
from core.api import get_client
from core.provenance import Source, told
from meetings_api import NotFound
from rooms.drift import Difference, Finding
from rooms.models import Drift, FoundBy, Room
from rooms.sync import room_store

if TYPE_CHECKING:
    from accounts.models import User


def room_create(*, fields: Mapping[str, Any], actor: User) -> Room:
    """Create a room from the contract's create body (section 2). Raises MeetingsApiError."""
    asked_at = timezone.now()
    changes = {key: (None, value) for key, value in fields.items()}
    name = str(fields.get("display_name", ""))
    with audit.Act(actor, "room.create", "room", name, changes).refusal_recorded():
        answer = get_client().rooms.create(**to_wire(fields))
    created = Source.edit(actor, asked_at)
    room = room_store(answer, Source.answer(asked_at), edit=created, edited=fields)
    audit.Act(actor, "room.create", room_target(room), room.name, changes).done()
    return room


def room_update(*, room: Room, changes: Mapping[str, Any], actor: User) -> Room:
    """Change only the given fields of the contract's update body. Raises MeetingsApiError."""
    both = {key: (_current(room, key), value) for key, value in changes.items()}
    act = audit.Act(actor, "room.update", room_target(room), room.name, both)
    asked_at = timezone.now()
    with act.refusal_recorded():
        answer = get_client().rooms.update(room.remote_id, to_wire(changes))
    edit = Source.edit(actor, asked_at)
    updated = room_store(answer, Source.answer(asked_at), edit=edit, edited=changes)
    act.done()
    return updated


def room_delete(*, room: Room, actor: User) -> bool:
    """Delete a room; False when the API did not have it any more. Raises MeetingsApiError."""
    act = audit.Act(actor, "room.delete", room_target(room), room.name)
    was_there = True
    with act.refusal_recorded():
        try:
            get_client().rooms.delete(room.remote_id)
        except NotFound:
            was_there = False
    _mark(room, "deleted_at" if was_there else "gone_at", Source.edit(actor, timezone.now()))
    act.done(detail="" if was_there else "The API did not have it any more.")
    return was_there


def room_refresh(*, room: Room) -> Room:
    """Ask the API for the room again; one it does not have is marked as gone."""
    asked_at = timezone.now()
    source = Source.answer(asked_at)
    try:
        answer = get_client().rooms.get(room.remote_id)
    except NotFound:
        return _gone(room, source)
    return room_store(answer, source)


def room_host_link(*, room: Room, actor: User) -> str:
    """A fresh host link: whoever has it enters as host, so handing it out is on record."""
    act = audit.Act(actor, "room.reveal_host_link", room_target(room), room.name)
    with act.refusal_recorded():
        link = get_client().rooms.get(room.remote_id).host_url
    act.done()
    return link


def rooms_fill_in(*, limit: int = 50) -> int:
    """Ask the API about rooms that are known from callbacks only; how many were asked about."""
    unknown = list(Room.objects.present().filter(synced_at=None)[:limit])
    for room in unknown:
        room_refresh(room=room)
    return len(unknown)


def room_target(room: Room) -> str:
    return f"room:{room.remote_id}"


def to_wire(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Times as the contract writes them: UTC, milliseconds, `Z`."""
    return {
        key: wire_time(value) if isinstance(value, datetime) else value
        for key, value in fields.items()
    }


def wire_time(moment: datetime) -> str:
    return moment.astimezone(tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _current(room: Room, field: str) -> Any:
    known = {
        "display_name": room.display_name,
        "metadata": room.metadata,
        "expires_at": room.expires_at,
    }
    return known[field] if field in known else room.payload.get(field)


def _gone(room: Room, source: Source) -> Room:
    if room.gone_at is None:
        found = [Difference("presence", "there", "gone")] if room.is_known else []
        Drift.objects.bulk_create(Finding(FoundBy.REFRESH).of_room(room, found))
    return _mark(room, "gone_at", source)


def _mark(room: Room, column: str, source: Source) -> Room:
    if getattr(room, column) is None:
        setattr(room, column, timezone.now())
        told(room.provenance, column, source, is_new=True)
        room.save(update_fields=[column, "provenance"])
    return room
