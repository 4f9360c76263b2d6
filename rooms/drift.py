"""In which fields the cache and the API differ; what to keep of it, and for how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from rooms.models import Drift, DriftKind, DriftWinner, FoundBy, Room, RoomWalk
from rooms.models.drift import LONGEST_VALUE

KEPT_FOR = timedelta(days=30)
MOST_KEPT = 10_000

# The columns that stand for a field of the payload, under its name there.
COLUMNS = {
    "display_name": "display_name",
    "type": "type",
    "metadata": "metadata",
    "meeting_code": "meeting_code",
    "is_available": "is_available",
    "recording_options.auto_record": "auto_record",
    "recording_options.record_only_owner": "record_only_owner",
    "expire_after_use": "expire_after_use",
    "expires_at": "expires_at",
}
# Of the payload, but not of the room: links are made anew, creation is no news.
_UNCOMPARED = {"id", "_links", "created_at"}


@dataclass(frozen=True)
class Difference:
    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True)
class Finding:
    """By what differences are found, and who is right."""

    found_by: FoundBy
    walk: RoomWalk | None = None
    winner: DriftWinner = DriftWinner.API

    def drifts(
        self, kind: DriftKind, remote_id: str, name: str, differences: Iterable[Difference]
    ) -> list[Drift]:
        return [
            Drift(
                found_by=self.found_by,
                walk=self.walk,
                winner=self.winner,
                kind=kind,
                remote_id=remote_id,
                name=name,
                field=difference.field[:100],
                ours=_plain(difference.ours),
                theirs=_plain(difference.theirs),
            )
            for difference in differences
        ]

    def of_room(self, room: Room, differences: Iterable[Difference]) -> list[Drift]:
        return self.drifts(DriftKind.ROOM, room.remote_id, room.name, differences)


def room_differences(room: Room, columns: Mapping[str, Any]) -> list[Difference]:
    """Field by field, in the contract's words; none for a room the API was never asked about."""
    if not room.is_known:
        return []
    found = [
        Difference(field, getattr(room, column), columns[column])
        for field, column in COLUMNS.items()
        if getattr(room, column) != columns[column]
    ]
    ours, theirs = _flat(room.payload), _flat(columns["payload"])
    found += [
        Difference(field, ours.get(field), theirs.get(field))
        for field in sorted(ours.keys() | theirs.keys())
        if field not in COLUMNS and ours.get(field) != theirs.get(field)
    ]
    if room.is_gone and (columns.get("gone_at", room) is None and room.gone_at is not None):
        found.append(Difference("presence", "gone", "there"))
    return found


def history_prune() -> None:
    """Let go of old drift, and of old walks that no value comes from."""
    before = timezone.now() - KEPT_FOR
    RoomWalk.objects.filter(started_at__lt=before, created=0, changed=0, gone=0).delete()
    _drift_prune()


def _drift_prune() -> None:
    Drift.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    newest = Drift.objects.order_by("-pk").values_list("pk", flat=True)
    for first_too_old in newest[MOST_KEPT : MOST_KEPT + 1]:
        Drift.objects.filter(pk__lte=first_too_old).delete()


def without(differences: Iterable[Difference], fields: Collection[str]) -> list[Difference]:
    """Less those of `fields` of an update's body, which nobody but us has changed."""
    return [found for found in differences if found.field.partition(".")[0] not in fields]


def _flat(payload: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in payload.items():
        if name not in _UNCOMPARED:
            inner = value if isinstance(value, dict) else {}
            flat.update({f"{name}.{key}": item for key, item in inner.items()} or {name: value})
    return flat


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
