"""Every address x who x method: an address that is missing from the tables fails here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import BuiltIn, Role, RoomScope, ScopeKind, User
from accounts.roles import RIGHTS_AT_FIRST, built_in_role
from jobs.models import Job
from recordings.models import RetentionRule
from rooms.models import RoomWalk
from tests.conftest import signed_in
from tests.permissions.api_table import URL_NAMES
from tests.support.meetings import begin_session, join, name_room, record
from webhooks.models import Callback, ReplayRun

NO = "no such method"
ANYBODY = "whoever is signed in"

# Name of the address: what GET takes, what POST takes; several rights with a space between.
PAGES: dict[str, tuple[str, str]] = {
    "overview": (ANYBODY, NO),
    "usage_csv": ("rooms.view_meetingsession", NO),
    "search": (ANYBODY, NO),
    "shortcuts": (ANYBODY, NO),
    "styleguide": (ANYBODY, NO),
    "api:documentation": (ANYBODY, NO),
    "activity:list": ("core.view_auditentry", NO),
    "activity:export_csv": ("core.view_auditentry", NO),
    "activity:export_json": ("core.view_auditentry", NO),
    "people:list": ("accounts.manage_people", NO),
    "people:roles": ("accounts.manage_people", NO),
    "people:role_new": ("accounts.manage_people", "accounts.manage_people"),
    "people:person": ("accounts.manage_people", "accounts.manage_people"),
    "people:role": ("accounts.manage_people", "accounts.manage_people"),
    "people:role_reset": (NO, "accounts.manage_people"),
    "people:role_delete": ("accounts.manage_people", "accounts.manage_people"),
    "people:invitations": ("accounts.manage_people", "accounts.manage_people"),
    "rooms:list": ("rooms.view_room", NO),
    "rooms:new": ("rooms.add_room", "rooms.add_room"),
    "rooms:walks": ("rooms.view_roomwalk", NO),
    "rooms:walk": ("rooms.view_roomwalk", NO),
    "rooms:walk_now": (NO, "rooms.add_roomwalk"),
    "rooms:drifts": ("rooms.view_drift", NO),
    "sessions:list": ("rooms.view_meetingsession", NO),
    "recordings:list": ("recordings.view_recording", NO),
    "recordings:export_csv": ("recordings.view_recording", NO),
    "recordings:export_json": ("recordings.view_recording", NO),
    "recordings:trash": ("recordings.view_recording", NO),
    "recordings:retention": ("recordings.view_retentionrule", NO),
    "jobs:list": (ANYBODY, NO),
    "callbacks:list": ("webhooks.view_callback", NO),
    "callbacks:receiver": ("webhooks.change_callback", NO),
    "callbacks:replay_selection": (NO, "webhooks.change_callback"),
    "callbacks:set_aside": (NO, "webhooks.change_callback"),
    "callbacks:replay_all": ("webhooks.change_callback", "webhooks.change_callback"),
    "trails:choice": ("recordings.view_recording rooms.view_meetingsession", NO),
}
# About one thing of a room: a 404 for who is restricted to other rooms.
THINGS: dict[str, tuple[str, str]] = {
    "rooms:detail": ("rooms.view_room", NO),
    "rooms:edit": ("rooms.change_room", "rooms.change_room"),
    "rooms:cell": ("rooms.change_room", "rooms.change_room"),
    "rooms:undo": (NO, "rooms.change_room"),
    "rooms:extend": (NO, "rooms.change_room"),
    "rooms:delete": ("rooms.delete_room", "rooms.delete_room"),
    "rooms:refresh": (NO, "rooms.view_room"),
    "rooms:host_link": (NO, "rooms.reveal_host_link"),
    "sessions:attendance_page": ("rooms.view_meetingsession", NO),
    "sessions:attendance": ("rooms.view_meetingsession", NO),
    "sessions:detail": ("rooms.view_meetingsession", NO),
    "recordings:detail": ("recordings.view_recording", NO),
    "recordings:media": ("recordings.view_recording", NO),
    "recordings:download": ("recordings.download_recording", NO),
    "recordings:delete": (NO, "recordings.delete_recording"),
    "recordings:archive": (NO, "recordings.archive_recording"),
    "recordings:restore": (NO, "recordings.delete_recording"),
    "recordings:purge": ("recordings.purge_recording", "recordings.purge_recording"),
    "recordings:hold": ("recordings.hold_recording", "recordings.hold_recording"),
    "recordings:release": (NO, "recordings.hold_recording"),
    "recordings:refresh": (NO, "recordings.view_recording"),
    "recordings:retention_preview": ("recordings.view_retentionrule", NO),
    "recordings:retention_edit": (
        "recordings.change_retentionrule",
        "recordings.change_retentionrule",
    ),
    "recordings:retention_switch": (NO, "recordings.change_retentionrule"),
    "recordings:retention_delete": (NO, "recordings.change_retentionrule"),
    "callbacks:detail": ("webhooks.view_callback", NO),
    "callbacks:replay": (NO, "webhooks.change_callback"),
    "callbacks:replay_run": ("webhooks.view_callback", NO),
    "callbacks:replay_cancel": (NO, "webhooks.change_callback"),
    "trails:room": ("recordings.view_recording", "recordings.view_recording"),
    "trails:session": ("recordings.view_recording", "recordings.view_recording"),
    "trails:recording": ("recordings.view_recording", "recordings.view_recording"),
}
# Somebody else's job is not there; who may see all jobs still cannot change it.
OTHERS: dict[str, tuple[str, str]] = {
    "jobs:detail": ("jobs.view_job", NO),
    "jobs:cancel": (NO, "nobody"),
    "jobs:retry": (NO, "nobody"),
    "recordings:zip": ("recordings.download_recording then nobody", NO),
}
# Their tests are their own: no role changes what they answer.
ELSEWHERE = {
    "api:openapi",
    "healthz",
    "receive_callback",
    "recordings:bulk",
    "rooms:bulk",
    "recordings:poster",
    "recordings:retention_new",
    "people:invitation_revoke",
    "people:token_revoke",
}
ACCOUNT = ("accounts:", "account_", "mfa_", "usersessions_", "openid_connect", "socialaccount_")
GROUPS = (*BuiltIn, "elsewhere")


def names_of(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of(pattern, inner)


def test_every_address_is_in_a_table():
    found = {name for name in names_of(get_resolver()) if not name.startswith(ACCOUNT)}

    assert found == PAGES.keys() | THINGS.keys() | OTHERS.keys() | ELSEWHERE | URL_NAMES


@pytest.fixture
def clients(db) -> dict[str, Client]:
    for_others = Group.objects.create(name="Elsewhere")
    Role.objects.create(group=for_others)
    for_others.permissions.set(built_in_role(BuiltIn.ADMINISTRATOR).group.permissions.all())
    RoomScope.objects.create(group=for_others, kind=ScopeKind.NAME_PREFIX, text="Elsewhere")
    found = {}
    for name in GROUPS:
        user = User.objects.create_user(f"user-{name}")
        group = for_others if name == "elsewhere" else built_in_role(BuiltIn(name)).group
        user.groups.add(group)
        found[str(name)] = signed_in(user)
    return found


@pytest.fixture
def keys(db, alice) -> dict[str, object]:
    name_room("Board room", "r-1")
    begin_session("s-1", "r-1")
    join("Person", "s-1", "r-1")
    record("rec-1", "s-1")
    other = User.objects.create_user("other")
    return {
        "room_id": "r-1",
        "cell": "name",
        "session_id": "s-1",
        "recording_id": "rec-1",
        "callback_pk": Callback.objects.filter(session_remote_id="s-1").latest("pk").pk,
        "run_pk": ReplayRun.objects.create(started_by=alice, last_pk=1, total=1).pk,
        "job_pk": Job.objects.create(kind="something", created_by=alice).pk,
        "rule_pk": RetentionRule.objects.create(name="Old ones", days=30).pk,
        "walk_pk": RoomWalk.objects.create(state=RoomWalk.State.COMPLETE).pk,
        "person_pk": other.pk,
        "role_pk": built_in_role(BuiltIn.VIEWER).pk,
    }


def address(name: str, keys: dict[str, object]) -> str:
    _key, patterns = next(
        (key, found) for key, found in _dictionary(name).lists() if key == name.rpartition(":")[2]
    )
    wanted = patterns[0][0][0][1]
    return reverse(name, kwargs={key: keys[key] for key in wanted})


def _dictionary(name: str):
    namespace = name.rpartition(":")[0]
    resolver = get_resolver()
    return (
        resolver.namespace_dict[namespace][1].reverse_dict if namespace else resolver.reverse_dict
    )


def answer(client: Client, method: str, path: str) -> str:
    response = getattr(client, method)(path)
    if response.status_code == 302 and response.headers["Location"].startswith("/sign-in"):
        return "sign in"
    known = {403: "forbidden", 404: "not found", 405: NO}
    return known.get(
        response.status_code, "allowed" if response.status_code < 500 else "allowed, API"
    )


def expected(group: str, right: str, name: str) -> str:
    if right == NO:
        return NO
    rights = RIGHTS_AT_FIRST[BuiltIn(group)] if group in list(BuiltIn) else set()
    if group == "elsewhere":
        return "not found" if name in THINGS or name in OTHERS else "allowed"
    gate, is_gated, right = right.rpartition(" then ")
    if is_gated and gate not in rights:
        return "forbidden"
    if right == ANYBODY or set(right.split()) <= rights:
        return "allowed"
    return "not found" if name in OTHERS else "forbidden"


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("name", [*PAGES, *THINGS, *OTHERS])
def test_who_gets_what(name, clients, keys):
    path = address(name, keys)
    for method, right in zip(("get", "post"), (PAGES | THINGS | OTHERS)[name], strict=True):
        assert answer(Client(), method, path) == "sign in"
        for group, client in clients.items():
            found = answer(client, method, path).removesuffix(", API")
            assert (group, method, found) == (group, method, expected(group, right, name))


@pytest.mark.parametrize("group", GROUPS)
def test_the_account_pages_are_the_same_for_everybody(clients, group):
    assert clients[str(group)].get("/account/").status_code == 200
