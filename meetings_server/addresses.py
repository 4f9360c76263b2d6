"""Where a callback goes: the room's own address, else the application's (the contract, 3.1)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from meetings_server.models import Callback, Room

SUBJECTS = ("rooms", "sessions", "recordings")


class Address(NamedTuple):
    url: str
    # Given by who runs the server, not by who may call its API.
    is_trusted: bool


def address_of(room: Room, event: str) -> Address:
    """The `url` is empty when nobody has registered one."""
    subject = f"{event.partition(':')[0]}s"
    own = (room.callback_urls or {}).get(f"{subject}_callback_url")
    if own:
        return Address(own, is_trusted=False)
    url = room.application.callback_urls.get(subject) or settings.CALLBACK_URL
    return Address(url, is_trusted=True)


@transaction.atomic
def address_kept(**chosen: Any) -> None:
    """Send on what was kept for want of an address, where there is one now."""
    kept = Callback.objects.filter(state="unaddressed", **chosen)
    for callback in kept.select_related("room__application"):
        callback.url, callback.is_trusted = address_of(callback.room, callback.event)
        if callback.url:
            callback.state = "pending"
            callback.save(update_fields=["url", "is_trusted", "state"])
