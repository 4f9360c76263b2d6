"""Names of people in callbacks, as far as the one who is looking sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts.models import NamesShown
from accounts.names import are_names_shown, name_seen, names_shown
from core.text import cut

if TYPE_CHECKING:
    from webhooks.models import Callback

# In lists, which read no whole payload.
LONGEST_NAME = 120
# Of people; as much as the contract's section 2 allows a room.
LONGEST_KEPT = 200
# Of the contract's fields (section 3.1) those that are about nobody.
NAMELESS = frozenset(
    {
        "event",
        "room_id",
        "room_type",
        "session_id",
        "participant_id",
        "recording_id",
        "type",
        "is_host",
        "created_at",
        "started_at",
        "ended_at",
        "expires_at",
        "duration",
        "url",
    }
)
_PRESENCE = re.compile(r"\A.+( is there\.| has left\.)\Z", re.DOTALL)


def person_seen_in(callback: Callback) -> str:
    """Whom it is about: the name that it brought or that is known, else the id."""
    return _seen(callback, person_known(callback))


def payload_seen(callback: Callback) -> Any:
    """What came, as the one who is looking may read it: free of names, wherever they are."""
    payload = callback.payload
    if are_names_shown() or not isinstance(payload, dict):
        return payload
    return {key: _field_seen(callback, key, value) for key, value in payload.items()}


def _field_seen(callback: Callback, key: str, value: Any) -> Any:
    if not value or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and key in NAMELESS:
        return value
    is_name = isinstance(value, str) and key == "name"
    return _seen(callback, value) if is_name else str(NamesShown.HIDDEN.label)


def unnamed(callback: Callback) -> Callable[[Any], Any]:
    """What makes a text, or a list of some, free of the names that the callback is about."""
    if are_names_shown():
        return lambda value: value
    seen = _seen(callback, person_known(callback))

    def text_seen(text: str) -> str:
        # By whatever name they went at that moment, and go by no more.
        text = _PRESENCE.sub(lambda found: f"{seen}{found[1]}", text)
        for name in _names_in(callback):
            text = _replaced(text, name, seen)
        return text

    return lambda value: [*map(text_seen, value)] if isinstance(value, list) else text_seen(value)


def person_known(callback: Callback) -> str:
    known = getattr(callback, "person", "") or getattr(callback, "person_name", "")
    return known or callback.participant_remote_id


def _names_in(callback: Callback) -> list[str]:
    """The longest first; one that was cut is kept as its beginning."""
    brought, known = _name_brought(callback), getattr(callback, "person_name", "") or ""
    names = {brought, cut(brought, LONGEST_KEPT), known}
    return sorted(filter(None, names), key=len, reverse=True)


def _name_brought(callback: Callback) -> str:
    # A list has read the name, and not the payload.
    if hasattr(callback, "person"):
        return str(callback.person or "")
    name = (callback.payload or {}).get("name")
    return name if isinstance(name, str) else ""


def _seen(callback: Callback, name: str) -> str:
    return name_seen(name, key=callback.participant_remote_id, shown=names_shown())


def _replaced(text: str, name: str, seen: str) -> str:
    # A list knows the beginning of a long name only: what comes after it goes as well.
    before, _name, after = text.partition(name)
    is_cut = len(name) >= LONGEST_NAME and after
    return before + seen if is_cut else text.replace(name, seen)
