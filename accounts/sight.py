"""What somebody sees: which rooms, and how much of the names of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import NamesShown, ScopeKind, User

_REVEALING = list(NamesShown)


@dataclass(frozen=True)
class Sight:
    """`scopes` None: all rooms; else those that one of them lets through."""

    names: NamesShown = NamesShown.FULL
    scopes: frozenset[tuple[ScopeKind, str]] | None = None

    def has_room(self, *, name: str, metadata: str) -> bool:
        if self.scopes is None:
            return True
        return any(_lets_through(kind, text, name, metadata) for kind, text in self.scopes)


def shows_more(one: NamesShown, other: NamesShown) -> bool:
    return _REVEALING.index(one) > _REVEALING.index(other)


def sight_of(user: User) -> Sight:
    """Of all the user's roles together. One query a request, none for a superuser."""
    found: Sight | None = getattr(user, "_sight", None)
    if found is None:
        found = Sight() if user.is_superuser else _sight(user)
        user._sight = found  # type: ignore[attr-defined]
    return found


def _sight(user: User) -> Sight:
    lines: list[Any] = list(
        Group.objects.filter(user=user).values_list(
            "pk", "role__names_shown", "room_scopes__kind", "room_scopes__text"
        )
    )
    names, scopes = NamesShown.HIDDEN, set()
    sees_all = not lines
    for _group, shown, kind, text in lines:
        names = max(names, NamesShown(shown or NamesShown.FULL), key=_REVEALING.index)
        if kind is None:
            sees_all = True
        else:
            scopes.add((ScopeKind(kind), text))
    return Sight(
        names=names if lines else NamesShown.FULL,
        scopes=None if sees_all else frozenset(scopes),
    )


def _lets_through(kind: ScopeKind, text: str, name: str, metadata: str) -> bool:
    if kind is ScopeKind.NAME_PREFIX:
        return name.startswith(text)
    return metadata == text if kind is ScopeKind.METADATA_EQUALS else text in metadata
