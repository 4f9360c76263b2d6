"""What the scopes of API tokens let through."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import TokenScope, User

# To change something is to see it, too.
RIGHTS_OF_SCOPE: dict[TokenScope, frozenset[str]] = {
    TokenScope.ROOMS_READ: frozenset({"rooms.view_room"}),
    TokenScope.ROOMS_WRITE: frozenset({"rooms.view_room", "rooms.change_room"}),
    TokenScope.SESSIONS_READ: frozenset({"rooms.view_meetingsession"}),
    TokenScope.RECORDINGS_READ: frozenset({"recordings.view_recording"}),
    TokenScope.RECORDINGS_DOWNLOAD: frozenset(
        {"recordings.view_recording", "recordings.download_recording"}
    ),
    TokenScope.RECORDINGS_DELETE: frozenset(
        {"recordings.view_recording", "recordings.delete_recording"}
    ),
    TokenScope.CALLBACKS_READ: frozenset({"webhooks.view_callback"}),
    TokenScope.CALLBACKS_REPLAY: frozenset({"webhooks.view_callback", "webhooks.change_callback"}),
}


def rights_of_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """Of a scope that there is no more: none."""
    known = [RIGHTS_OF_SCOPE[TokenScope(scope)] for scope in scopes if scope in TokenScope.values]
    return frozenset().union(*known)


def scopes_for(user: User) -> list[TokenScope]:
    """Those that would let `user` do something: the others are not offered."""
    return [
        scope
        for scope, rights in RIGHTS_OF_SCOPE.items()
        if all(user.has_perm(right) for right in rights)
    ]
