"""A callback's life: stored, drained (see `webhooks.drain`), replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from django.utils import timezone

from core.text import cut, storable
from webhooks.events import Unreadable, id_in, kind_of, payload_of
from webhooks.inbox import store
from webhooks.models import Callback, CallbackState
from webhooks.timeline import replay_noted

LONGEST_EVENT = 100
REPLAYED_FIELDS = ("state", "attempts", "next_attempt_at", "replayed_at", "history")


def callback_store(
    *,
    body: bytes,
    headers: Mapping[str, str],
    signature_id: str = "",
    on_commit: Callable[[], None] = lambda: None,
) -> Callback:
    """Store what came, readable or not; its state says which. Raises NotStored.

    Of several that are stored by one commit, `on_commit` of one of them is called.
    """
    callback = Callback(
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        headers=storable(dict(headers)),
        signature_id=signature_id,
        received_at=timezone.now(),
    )
    try:
        _read_into(callback)
    except Unreadable as error:
        callback.state, callback.error = CallbackState.REJECTED, str(error)
    store(callback, on_commit=on_commit)
    return callback


def _read_into(callback: Callback) -> None:
    payload = payload_of(bytes(callback.body))
    kind = kind_of(payload["event"])
    callback.payload = payload
    callback.event = cut(payload["event"].strip(), LONGEST_EVENT)
    callback.kind = kind or ""
    callback.room_remote_id = id_in(payload, "room_id")
    callback.session_remote_id = id_in(payload, "session_id")
    callback.participant_remote_id = id_in(payload, "participant_id")
    callback.recording_remote_id = id_in(payload, "recording_id")
    if kind is None:
        callback.state = CallbackState.IGNORED
        callback.error = "This event is not one that the dashboard knows; it is kept as it came."


def callback_replay(callback: Callback, *, by: str = "") -> Callback:
    """Make it pending again; applying it twice changes nothing, so this is always safe.

    `by` is the name of who asked for it. Raises Unreadable for a body that cannot be read, and
    for an event that is not known.
    """
    if not callback.kind:
        raise Unreadable(callback.error or "This callback cannot be applied.")
    made_pending(callback, by=by)
    callback.save(update_fields=REPLAYED_FIELDS)
    return callback


def made_pending(callback: Callback, *, by: str = "") -> Callback:
    """The callback as a replay leaves it, not saved."""
    now = timezone.now()
    callback.history = replay_noted(callback, by=by, at=now)
    callback.state, callback.attempts = CallbackState.RECEIVED, 0
    callback.next_attempt_at = callback.replayed_at = now
    return callback
