"""Every operation of the JSON API x who x scope: what roles allow and the token lets through."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import BuiltIn, Role, RoomScope, ScopeKind, TokenScope, User
from accounts.roles import RIGHTS_AT_FIRST, built_in_role
from accounts.token_scopes import RIGHTS_OF_SCOPE
from api.document import document
from tests.permissions.api_table import OPERATIONS
from tests.support.meetings import begin_session, join, name_room, record
from tests.support.tokens import script_of
from webhooks.models import Callback

GROUPS = (*BuiltIn, "elsewhere")


def user_in(group: str) -> User:
    user = User.objects.create_user(f"user-{group}")
    user.groups.add(for_others() if group == "elsewhere" else built_in_role(BuiltIn(group)).group)
    return user


def for_others() -> Group:
    """All rights, in rooms that there are none of."""
    group = Group.objects.create(name="Elsewhere")
    Role.objects.create(group=group)
    group.permissions.set(built_in_role(BuiltIn.ADMINISTRATOR).group.permissions.all())
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Elsewhere")
    return group


@pytest.fixture
def ids(db) -> dict[str, object]:
    name_room("Board room", "r-1")
    begin_session("s-1", "r-1")
    join("Person", "s-1", "r-1")
    record("rec-1", "s-1")
    callback = Callback.objects.filter(session_remote_id="s-1").latest("pk").pk
    return {"room_id": "r-1", "session_id": "s-1", "recording_id": "rec-1", "callback_id": callback}


def answer(client: Client, method: str, path: str) -> str:
    options = {"data": {}, "content_type": "application/json"} if method != "get" else {}
    status = getattr(client, method)(path, **options).status_code
    return {401: "no token", 403: "forbidden", 404: "not found"}.get(status, "allowed")


def expected(group: str, scope: TokenScope, right: set[str], path: str) -> str:
    rights = RIGHTS_AT_FIRST[BuiltIn(group)] if group in list(BuiltIn) else right
    if not right <= rights & RIGHTS_OF_SCOPE[scope]:
        return "forbidden"
    return "not found" if group == "elsewhere" and "{" in path else "allowed"


def test_every_operation_is_in_the_table():
    paths = document()["paths"]

    assert {(method, path) for path in paths for method in paths[path]} == {
        (method, path) for method, path, _name, _right in OPERATIONS
    }


def test_every_operation_names_a_scope_that_is_enough():
    for method, path, _name, right in OPERATIONS:
        scope = document()["paths"][path][method]["x-scope"]
        assert right <= RIGHTS_OF_SCOPE[TokenScope(scope)], (method, path)


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("group", GROUPS)
def test_who_gets_what_with_which_token(ids, group):
    user = user_in(str(group))
    for scope in TokenScope:
        script = script_of(user, scope)
        for method, path, _name, right in OPERATIONS:
            found = answer(script, method, path.format(**ids))
            assert (scope, method, path, found) == (
                scope,
                method,
                path,
                expected(str(group), scope, right, path),
            )


def test_without_a_token_nobody_gets_anything(ids):
    for method, path, _name, _right in OPERATIONS:
        assert answer(Client(), method, path.format(**ids)) == "no token"
