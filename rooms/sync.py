"""What the API and its callbacks say, written to the cache.

Every function is monotonic: it fills in and widens, and never blanks out what is known, so
that any order and any repetition of the same facts ends in the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.provenance import ALL, Source, told, told_anew
from core.text import cut, storable
from meetings_api import Room as ApiRoom
from rooms.attendance import intervals_close
from rooms.drift import COLUMNS, Difference, Finding, room_differences, without
from rooms.models import Drift, DriftKind, FoundBy, MeetingSession, Room
from rooms.session_figures import figures_store

# What the contract's section 2 allows, and what columns take: an index, for one, takes no more.
# The payload keeps the whole.
LONGEST = {"display_name": 200, "type": 40, "metadata": 500, "meeting_code": 40}
# The columns of a room whose source is kept.
SOURCED = frozenset({*COLUMNS.values(), "expired_at", "gone_at", "deleted_at"})


def room_columns(answer: ApiRoom, *, answered_at: datetime) -> dict[str, Any]:
    """The values of a `Room` row for an answer of the API that was asked for at `answered_at`."""
    payload, payload_digest = _payload(answer)
    return {
        "payload": payload,
        "digest": payload_digest,
        **_texts(answer),
        "is_available": answer.is_available,
        "auto_record": answer.auto_record,
        "record_only_owner": answer.record_only_owner,
        "expire_after_use": answer.expire_after_use,
        "created_at": answer.created_at,
        "expires_at": answer.expires_at,
        "synced_at": answered_at,
        "gone_at": None,
    }


def _texts(answer: ApiRoom) -> dict[str, str]:
    return {
        name: cut(storable(getattr(answer, name) or ""), most) for name, most in LONGEST.items()
    }


def _payload(answer: ApiRoom) -> tuple[dict[str, Any], str]:
    """What is kept of it, and the digest of that."""
    payload = without_host_link(answer.raw)
    text = json.dumps(payload, sort_keys=True)
    # Nearly always; going through all of it costs more than everything else here.
    if "\\u0000" not in text and "\\ud" not in text:
        return payload, hashlib.sha256(text.encode()).hexdigest()
    payload = storable(payload)
    return payload, digest(payload)


def answer_digest(answer: ApiRoom) -> str:
    return _payload(answer)[1]


def without_host_link(payload: dict[str, Any]) -> dict[str, Any]:
    """The host link lets anyone in as host, and is made anew on each read: it is not kept."""
    links = payload.get("_links") or {}
    kept = {key: value for key, value in payload.items() if key != "host_url"}
    return {**kept, "_links": {key: link for key, link in links.items() if key != "host_url"}}


def digest(payload: Any) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def room_store(
    answer: ApiRoom, source: Source, *, edit: Source | None = None, edited: Collection[str] = ()
) -> Room:
    """Write one answer of the API, asked for at `source.at`, unless a later one is already there.

    It came of an `edit` of the fields `edited` (of the contract's update body), if of any; where
    it differs from the cache in others, that is drift.
    """
    with transaction.atomic():
        room, is_new = Room.objects.select_for_update().get_or_create(
            remote_id=storable(answer.id),
            defaults=room_columns(answer, answered_at=source.at)
            | {"provenance": {ALL: (edit or source).kept()}},
        )
        columns = {} if is_new else room_changes(room, answer, answered_at=source.at, force=True)
        if columns:
            found = without(room_differences(room, columns), edited)
            Drift.objects.bulk_create(Finding(FoundBy.REFRESH).of_room(room, found))
            room_overwrite(room, columns, source, edit=edit, edited=edited)
    return room


def room_overwrite(
    room: Room,
    columns: Mapping[str, Any],
    source: Source,
    *,
    edit: Source | None = None,
    edited: Collection[str] = (),
) -> None:
    """Write `columns`, and that what changed comes from `source`, or from the `edit`."""
    changed = [name for name in columns if name in SOURCED and getattr(room, name) != columns[name]]
    unnamed = {} if room.is_known else {ALL: source.kept()}
    for name, value in columns.items():
        setattr(room, name, value)
    room.provenance = told_anew({**room.provenance, **unnamed}, changed, source)
    if edit is not None:
        own = [column for field, column in COLUMNS.items() if field.partition(".")[0] in edited]
        room.provenance = told_anew(room.provenance, own, edit)
    room.save(update_fields=[*columns, "provenance"])


def is_overtaken(room: Room, answered_at: datetime) -> bool:
    """Whether a later answer (that to an edit) is already there, or that there is no such room."""
    known_later = (room.synced_at, room.gone_at)
    return any(moment is not None and moment > answered_at for moment in known_later)


def room_changes(
    room: Room, answer: ApiRoom, *, answered_at: datetime, force: bool = False
) -> dict[str, Any]:
    """The columns to write for an answer; none when it is overtaken, or says nothing new.

    With `force`, what says nothing new is written too: as a sign that the API was asked.
    """
    if is_overtaken(room, answered_at):
        return {}
    lifted = lifted_expiry(room, answer)
    if lifted and _expired_after(room, answered_at):
        return {}
    if room.deleted_at is not None and answer.is_available and room.deleted_at < answered_at:
        lifted["deleted_at"] = None
    is_known = room.gone_at is None and not lifted and not force
    if is_known and room.digest == answer_digest(answer):
        return {}
    return room_columns(answer, answered_at=answered_at) | lifted


def lifted_expiry(room: Room, answer: ApiRoom) -> dict[str, Any]:
    """An expiry that a callback told of is over once the API has the room open again."""
    extended = answer.expires_at is not None and answer.expires_at > timezone.now()
    return {"expired_at": None} if room.expired_at and answer.is_available and extended else {}


def _expired_after(room: Room, answered_at: datetime) -> bool:
    """Whether the callback that it expired was received after the API was asked."""
    told_by = Source.of(room.provenance, "expired_at")
    return told_by is not None and told_by.at > answered_at


def session_end_inferred(session: MeetingSession, ended_at: datetime, *, by: str) -> bool:
    """End a session of which nobody told that it ended; what is told later corrects it."""
    with transaction.atomic():
        live = MeetingSession.objects.select_for_update()
        found = live.filter(pk=session.pk, ended_at=None).first()
        if found is None:
            return False
        found.ended_at = max(ended_at, found.began_at)
        source = Source.inferred(timezone.now(), by)
        told(found.provenance, "ended_at", source, is_new=True)
        found.save(update_fields=["ended_at", "provenance"])
        intervals_close([found])
        figures_store([found])
        name = found.room.name if found.room else found.remote_id
        end = Difference("ended_at", None, found.ended_at)
        finding = Finding(FoundBy.CHECK)
        Drift.objects.bulk_create(finding.drifts(DriftKind.SESSION, found.remote_id, name, [end]))
    return True
