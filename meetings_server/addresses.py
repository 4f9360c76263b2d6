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
    application = room.application
    everywhere = settings.CALLBACK_URL if application.is_default else ""
    url = application.callback_urls.get(subject) or everywhere
    return Address(url, is_trusted=True)


@transaction.atomic
def address_kept(**chosen: Any) -> None:
    """Let what waits go to where such callbacks go now: what was kept for want of an address, and
    what an address that is no longer meant has not taken."""
    waiting = Callback.objects.filter(state__in=("unaddressed", "pending"), **chosen)
    for callback in waiting.select_related("room__application"):
        address = address_of(callback.room, callback.event)
        if address.url and address != (callback.url, callback.is_trusted):
            callback.url, callback.is_trusted = address
            callback.state = "pending"
            if callback.attempts:
                # What it waits for is the other address.
                callback.next_attempt_at = 0
            callback.save(update_fields=["url", "is_trusted", "state", "next_attempt_at"])
