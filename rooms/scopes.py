"""The rooms that somebody's roles are restricted to, as conditions of queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Left, StrIndex
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopeKind, User
from accounts.sight import sight_of
from rooms.models import Room


def within_scope(user: User, path: str = "") -> Q:
    """True of rows whose room, reached by `path`, `user` may see; without a room, of none.

    Written so that letter case counts, with both databases.
    """
    scopes = sight_of(user).scopes
    if scopes is None:
        return Q()
    condition = Q(pk__in=[])
    for kind, text in sorted(scopes):
        condition |= _condition(kind, text, path)
    return condition


def room_words(user: User | None, room_id: str) -> str:
    """The name of a room; empty for one that `user` does not see."""
    if user is None or not user.has_perm("rooms.view_room"):
        return ""
    room = Room.objects.filter(within_scope(user), remote_id=room_id).first()
    return room.name if room else ""


def leaves_scope(user: User, fields: Mapping[str, Any], room: Room | None = None) -> bool:
    """Whether a room with `fields`, as the API would get them, is out of what `user` sees."""
    name = fields.get("display_name", room.display_name if room else "") or ""
    metadata = fields.get("metadata", room.metadata if room else "") or ""
    return not sight_of(user).has_room(name=name, metadata=metadata)


LEAVES_SCOPE = _(
    "Your roles are for other rooms: with this name and metadata you would not see it."
)


def _condition(kind: ScopeKind, text: str, path: str) -> Q:
    if kind is ScopeKind.METADATA_EQUALS:
        return Q(**{f"{path}metadata": text})
    if kind is ScopeKind.METADATA_CONTAINS:
        return Q(GreaterThan(StrIndex(F(f"{path}metadata"), Value(text)), 0))
    return Q(Exact(Left(F(f"{path}display_name"), len(text)), Value(text)))
