"""What can be done to rooms, whoever asks: the API, the seed or the control surface."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from meetings_server import clock, outbox
from meetings_server.addresses import address_kept
from meetings_server.checks import checked
from meetings_server.families import is_beta, updatable_fields
from meetings_server.fields import DEFAULTS, ROOM_FIELDS
from meetings_server.models import Application, Room, Session
from meetings_server.refusals import bad_request, forbidden, invalid_input, not_found
from meetings_server.themes import require_theme
from meetings_server.updates import update_details

INSTANT_LIFE = timedelta(minutes=10)
LONG_TERM_ONLY = {"expires_at", "expire_after_use"}


@transaction.atomic
def room_create(application: Application, body: dict[str, Any]) -> Room:
    """Raises Refusal: 400 for a wrong field, 403 beyond the quota."""
    if "display_name" not in body:
        raise invalid_input('"display_name" is required')
    values = checked(_without_absent(body), ROOM_FIELDS)
    _require_expiry_of_type(values)
    require_theme(application, values, "create room")
    # Only rooms that can still be used: most families have no way to delete the others.
    present = Room.objects.filter(application=application, is_available=True).count()
    if present >= settings.ROOM_QUOTA:
        raise forbidden(f"The application has reached its limit of {settings.ROOM_QUOTA} rooms")
    return room_make(application, values)


def _without_absent(body: dict[str, Any]) -> dict[str, Any]:
    """SDKs send null for what was not given; only a name cannot be left out."""
    return {
        name: value for name, value in body.items() if value is not None or name == "display_name"
    }


def _require_expiry_of_type(values: dict[str, Any]) -> None:
    is_long_term = values.get("type") == "long_term"
    if is_long_term and "expires_at" not in values:
        raise invalid_input('"expires_at" is required')
    for name in ("expires_at", "expire_after_use"):
        if not is_long_term and values.get(name):
            raise invalid_input(f'"{name}" is not allowed')


def room_make(
    application: Application,
    values: dict[str, Any],
    *,
    created_at: datetime | None = None,
) -> Room:
    created_at = created_at or clock.now()
    groups = {key: DEFAULTS[key] | values.get(key, {}) for key in DEFAULTS}
    plain = {key: _changed(None, value) for key, value in values.items() if key not in DEFAULTS}
    defaults = {"type": "instant", "expires_at": created_at + INSTANT_LIFE, "meeting_code": _code()}
    return Room.objects.create(
        application=application,
        created_at=created_at,
        **defaults | plain | groups,
    )


def _code() -> str:
    while True:
        code = str(secrets.randbelow(900_000_000) + 100_000_000)
        if not Room.objects.filter(meeting_code=code).exists():
            return code


@transaction.atomic
def room_update(room: Room, body: dict[str, Any], family: str) -> Room:
    """Raises Refusal: 400 for what this family of the API cannot change, 404 for a closed room."""
    details = update_details(body)
    # Again, now that no other change can come between what is read and what is written.
    room.refresh_from_db()
    if not is_open(room):
        raise not_found(f"Failed to fetch resource with id {room.id}")
    if room.type == "instant" and (not is_beta(family) or set(details) & LONG_TERM_ONLY):
        # The service calls an instant room temporary inside.
        raise bad_request(
            f"The room with id: {room.id} could not be updated because of its type: temporary",
        )
    allowed = {name: ROOM_FIELDS[name] for name in updatable_fields(family)}
    changes = checked(details, allowed, prefix="update_details.")
    require_theme(room.application, changes, "update room")
    return _room_change(room, changes)


def _room_change(room: Room, changes: dict[str, Any]) -> Room:
    for name, value in changes.items():
        setattr(room, name, _changed(getattr(room, name), value))
    if "expire_after_use" in changes:
        # Only a use from now on counts: a room that was used last month does not close at once.
        room.last_left_at = None
    room.save(update_fields=[*changes, "last_left_at"])
    if "callback_urls" in changes:
        address_kept(room=room)
    return room


def _changed(known: Any, given: Any) -> Any:
    """Of a group only what is named changes; an address that is null is taken away."""
    if not isinstance(given, dict):
        return given
    return {key: value for key, value in ((known or {}) | given).items() if value is not None}


@transaction.atomic
def room_delete(room: Room) -> None:
    """It is kept as unavailable, leaves the list, and cannot be deleted again."""
    room.refresh_from_db()
    if room.deleted_at is not None:
        raise not_found(f"Failed to fetch resource with id {room.id}")
    room.deleted_at = clock.now()
    room.is_available = False
    room.save(update_fields=["deleted_at", "is_available"])


@transaction.atomic
def room_expire(room: Room, now: datetime) -> None:
    """Close the room for new sessions and tell of it, once."""
    room.refresh_from_db()
    if room.expired_at is not None or room.deleted_at is not None:
        return
    room.expired_at = now
    room.expires_at = min(room.expires_at, room.expired_at)
    room.is_available = False
    room.save(update_fields=["expired_at", "expires_at", "is_available"])
    outbox.room_expired(room)


def is_open(room: Room) -> bool:
    return room.is_available and room.deleted_at is None and room.expired_at is None


def free_rooms(*, to_record: bool = False) -> QuerySet[Room]:
    """Long-term rooms in which a session could start now, in any order; first of all those that
    leave it to somebody to record, if that is wanted."""
    in_use = Session.objects.filter(ended_at=None).values("room")
    is_open_for_long = Room.objects.filter(is_available=True, type="long_term")
    free = is_open_for_long.filter(expires_at__gt=clock.now()).exclude(pk__in=in_use)
    by_hand = Q(recording_options__auto_record=False)
    by_hand &= Q(available_features__is_recording_available=True)
    order = ["-by_hand", "?"] if to_record else ["?"]
    return free.annotate(by_hand=by_hand).order_by(*order)
