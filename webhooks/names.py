"""Names of people in callbacks, as far as the one who is looking sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts.names import are_names_shown, name_seen, names_shown
from core.text import cut

if TYPE_CHECKING:
    from webhooks.models import Callback

# In lists, which read no whole payload.
LONGEST_NAME = 120
# Of people; as much as the contract's section 2 allows a room.
LONGEST_KEPT = 200


def person_seen_in(callback: Callback) -> str:
    """Whom it is about: the name that it brought or that is known, else the id."""
    known = getattr(callback, "person", "") or getattr(callback, "person_name", "")
    return _seen(callback, known or callback.participant_remote_id)


def unnamed(callback: Callback) -> Callable[[Any], Any]:
    """What makes JSON, or a text, free of the name that the callback brought."""
    if are_names_shown():
        return lambda value: value
    name = _name_in(callback)
    if not name:
        return lambda value: value
    seen, kept = _seen(callback, name), cut(name, LONGEST_KEPT)
    if kept == name:
        return lambda value: _replaced(value, name, seen)
    return lambda value: _replaced(_replaced(value, name, seen), kept, seen)


def _name_in(callback: Callback) -> str:
    # A list has read the name, and not the payload.
    if hasattr(callback, "person"):
        return str(callback.person or "")
    name = (callback.payload or {}).get("name")
    return name if isinstance(name, str) else ""


def _seen(callback: Callback, name: str) -> str:
    return name_seen(name, key=callback.participant_remote_id, shown=names_shown())


def _replaced(value: Any, name: str, seen: str) -> Any:
    if isinstance(value, str):
        # A list knows the beginning of a long name only: what comes after it goes as well.
        before, _name, after = value.partition(name)
        is_cut = len(name) >= LONGEST_NAME and after
        return before + seen if is_cut else value.replace(name, seen)
    if isinstance(value, dict):
        return {key: _replaced(each, name, seen) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, name, seen) for each in value]
    return value
